/** A race: the same base and seeds under two to four losses or recipes. Its runs are the plan's, one after another. */
import { fieldsOf, namesInScope } from '../../common/options/fields';
import type { GivenOptions } from '../../common/options/given';
import { formatValue } from '../../common/options/option-text';
import { type PlannedRun, planArms, planRuns, type Standing } from '../../rl/comparison/plan';
import { trainOptions } from '../../rl/options/commands/train';
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

export const ARMS = { least: 2, most: 4 } as const;

/** The options of the page that hold for all arms of a race: neither those of one run nor what makes an arm. */
export function sharedBy(way: RacePlan['way'], options: OptionTexts): OptionTexts {
  const left = new Set([...namesInScope(trainOptions, 'call', 'run', 'arm'), 'max_steps']);
  if (way === 'loss_type') for (const { name, needs } of fieldsOf(trainOptions)) if ('recipe' in needs) left.add(name);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !left.has(name)));
}

/** All runs of a race, in their order. */
export function planRace({ way, arms, seeds, max_steps, max_gflop, options }: RacePlan): PlannedRun<OptionTexts>[] {
  const shared = { ...options, max_steps };
  const runs = planRuns({ arms: planArms(way, arms), seeds, budget: max_gflop, max_steps, options: shared });
  const write = (values: GivenOptions) => Object.entries(values).map(([name, value]) => [name, formatValue(value)]);
  return runs.map((run) => ({ ...run, options: Object.fromEntries(write(run.options)) }));
}

/** How far a run of a race is, by the kept runs. */
export function findStanding(
  { id, way }: RacePlan,
  { arm, seed }: PlannedRun<OptionTexts>,
  runs: readonly SavedRun[],
): Standing<true, SavedRun> {
  const kept = runs.find(
    ({ race, options }) => options[way] === arm && options.seed === String(seed) && parsePlan(race)?.id === id,
  );
  return kept && isAtEnd(kept) ? { done: true } : { kept: kept ?? null };
}

/** The plan as it is kept with each run of the race. */
export const formatPlan = (plan: RacePlan): string => JSON.stringify(plan);

/** The plan in a run's `race`; undefined where there is none. */
export function parsePlan(race: string | undefined): RacePlan | undefined {
  if (race === undefined) return undefined;
  try {
    const plan = JSON.parse(race) as RacePlan;
    return Array.isArray(plan.arms) && Array.isArray(plan.seeds) ? plan : undefined;
  } catch {
    return undefined;
  }
}

/** The command that makes the same comparison in a terminal; a checkpoint of one of these runs is saved first. */
export function formatCommand(
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
