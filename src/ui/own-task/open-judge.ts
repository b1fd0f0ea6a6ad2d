/** Opens a judge in a sandboxed frame of its own, with the judge's options among these. */
import { judgeOptions, poolOptions } from '../../sandbox/options';
import { openSandbox, type Sandbox } from '../../sandbox/page-judge';
import type { OptionTexts } from '../options/hash-options';
import { optionValues } from '../options/option-values';

export function openJudge(options: OptionTexts): Promise<Sandbox> {
  const own = Object.entries(options).filter(([name]) => name in judgeOptions.shape);
  const values = optionValues(judgeOptions, Object.fromEntries(own));
  return openSandbox(poolOptions(values, navigator.hardwareConcurrency));
}
