/** From the explorer's bounds to the options of the next run. */

import { formatValue } from '../../common/options/option-text';
import { getLoss } from '../../losses/options';
import { controlledOptions, type Parameters, parameterName } from '../../losses/parameters';
import type { OptionTexts } from '../options/hash-options';
import { normalizeOptions } from '../settings/normalize-options';
import type { Settings } from '../settings/read-settings';
import type { CurveLoss } from './curves';
import { explorerForRun } from './explorer-of-run';

type Options = Readonly<Record<string, unknown>>;

/**
 * The options under which a run's loss has this curve with these parameters. Where one of `runs` has a loss of this curve,
 * its `loss_type` stays: `dr_grpo` has the curve of GRPO, and a GRPO of two bounds that of DAPO.
 */
export function wantedOptions(curve: CurveLoss, parameters: Parameters, runs: readonly Options[]): OptionTexts {
  const run = runs.find((options) => explorerForRun(options).own === curve);
  const wanted: Record<string, string> = { loss_type: String(run?.loss_type ?? curve) };
  for (const option of controlledOptions(curve)) {
    wanted[option] = formatValue(parameters[parameterName(curve, option)]);
  }
  for (const [option, leader] of Object.entries(getLoss(curve).linked ?? {})) wanted[option] = wanted[leader];
  return wanted;
}

interface Difference {
  name: string;
  from: string;
  to: string;
}

/** Where the next run has other values than these. */
export function differences({ options }: Settings, wanted: OptionTexts): Difference[] {
  return Object.entries(wanted).flatMap(([name, to]) => {
    const from = options.get(name)!.text;
    return from === to || Number(from) === Number(to) ? [] : [{ name, from, to }];
  });
}

/** What `setOptions` has to change so that the next run has these values and the address only what is no default. */
export function changeFor(asked: OptionTexts, wanted: OptionTexts): Record<string, string | undefined> {
  // An option under its second name would stand beside its own.
  const own = changed(asked, normalizeOptions(asked).change);
  const given = { ...own, ...wanted };
  const result = changed(given, normalizeOptions(given).change);
  const names = new Set([...Object.keys(asked), ...Object.keys(result)]);
  return Object.fromEntries([...names].flatMap((name) => (asked[name] === result[name] ? [] : [[name, result[name]]])));
}

/** What takes such a change back. */
export const undoChange = (asked: OptionTexts, change: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.keys(change).map((name): [string, string | undefined] => [name, asked[name]]));

function changed(texts: OptionTexts, change: Readonly<Record<string, string | undefined>>): OptionTexts {
  const entries = Object.entries({ ...texts, ...change });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
