/** Opens the judge in its sandboxed frame, with the judge's own options of the run. */
import { judgeOptions } from '../../sandbox/options';
import { openSandbox, type Sandbox } from '../../sandbox/page-judge';
import type { OptionTexts } from '../options/hash-options';
import { optionValues } from '../options/option-values';

export function openJudge(options: OptionTexts): Promise<Sandbox> {
  const own = Object.entries(options).filter(([name]) => name in judgeOptions.shape);
  return openSandbox(optionValues(judgeOptions, Object.fromEntries(own)));
}
