/** A race: the same base and seeds under two to four losses or recipes. Its runs are the plan's, one after another. */

import { fieldsOf, namesInScope } from '../../common/options/fields';
import { formatValue } from '../../common/options/option-text';
import { trainOptions } from '../../rl/options/commands/train';
import { sharedOptions } from '../../rl/report/comparison';
import type { OptionTexts } from '../options/hash-options';
import { isAtEnd, type SavedRun } from '../session/run-store';
import { formatFlag } from '../settings/command';

export interface RacePlan {
  /** Tells races of the same arms apart. */
  id: string;
  /** The option in which the arms differ, and its values. */
  way: 'loss_type' | 'recipe';
  arms: readonly string[];
  seeds: readonly number[];
  /** Steps of each run, at most. */
  max_steps: number;
  /** Compute of each run; null: its steps alone end it. */
  max_gflop: number | null;
  /** What all arms have beside that, as it was asked for. */
  options: OptionTexts;
}

interface PlannedRun {
  arm: string;
  seed: number;
  name: string;
  options: OptionTexts;
}

export const ARMS = { least: 2, most: 4 } as const;

/** The options of the page that hold for all arms of a race: neither those of one run nor what makes an arm. */
export function sharedBy(way: RacePlan['way'], options: OptionTexts): OptionTexts {
  const left = new Set([...namesInScope(trainOptions, 'call', 'run', 'arm'), 'max_steps']);
  if (way === 'loss_type') for (const { name, needs } of fieldsOf(trainOptions)) if ('recipe' in needs) left.add(name);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !left.has(name)));
}

/** All runs of a race, seed by seed, so that an early look has something of every arm. */
export function runsOf({ way, arms, seeds, max_steps, max_gflop, options }: RacePlan): PlannedRun[] {
  const shared = sharedOptions(options, { budget: max_gflop, max_steps });
  const texts = Object.fromEntries(Object.entries(shared).map(([name, value]) => [name, formatValue(value)]));
  return seeds.flatMap((seed) =>
    arms.map((arm) => ({
      arm,
      seed,
      name: `${arm}-seed${seed}`,
      options: {
        ...texts,
        [way]: arm,
        seed: String(seed),
        max_steps: String(max_steps),
        ...(max_gflop !== null && { max_gflop: String(max_gflop) }),
      },
    })),
  );
}

/** How a race stands: its runs, each with what is kept of it. */
export function standing(
  plan: RacePlan,
  runs: readonly SavedRun[],
): { planned: PlannedRun; kept?: SavedRun; done: boolean }[] {
  const own = runs.filter(({ race }) => race !== undefined && planOf(race)?.id === plan.id);
  return runsOf(plan).map((planned) => {
    const kept = own.find(({ options }) => options[plan.way] === planned.arm && options.seed === String(planned.seed));
    return { planned, kept, done: kept !== undefined && isAtEnd(kept) };
  });
}

/** The plan as it is kept with each run of the race. */
export const textOfPlan = (plan: RacePlan): string => JSON.stringify(plan);

/** The plan in a run's `race`; undefined where there is none. */
export function planOf(race: string | undefined): RacePlan | undefined {
  if (race === undefined) return undefined;
  try {
    const plan = JSON.parse(race) as RacePlan;
    return Array.isArray(plan.arms) && Array.isArray(plan.seeds) ? plan : undefined;
  } catch {
    return undefined;
  }
}

/** The command that makes the same comparison in a terminal; a checkpoint of one of these runs is saved first. */
export function commandOf(
  { way, arms, seeds, max_steps, max_gflop, options }: RacePlan,
  runs?: readonly SavedRun[],
): string {
  const flags = {
    [way === 'recipe' ? 'recipes' : 'losses']: arms.join(),
    seeds: seeds.join(),
    ...(max_gflop !== null && { budget: String(max_gflop) }),
    max_steps: String(max_steps),
    ...options,
  };
  return ['npx kata compare', ...Object.entries(flags).map(([name, text]) => formatFlag(name, text, runs))].join(' ');
}
