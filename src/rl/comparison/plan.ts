/** The plan of a comparison: every arm with every seed, and the options that all runs share. */
import { namesInScope } from '../../common/options/fields';
import type { GivenOptions } from '../../common/options/given';
import { trainOptions } from '../options/commands/train';

/** One way to train. */
export interface Arm {
  name: string;
  options: GivenOptions;
}

interface Plan {
  arms: readonly Arm[];
  seeds: readonly number[];
  /** Compute of each run in GFLOP; null: a run ends at its last step. */
  budget: number | null;
  max_steps: number;
  /** Options of all runs; no arm sets one of them. */
  options: GivenOptions;
}

/** A run of a plan. `options` are all that it is given. */
export interface PlannedRun<Options = GivenOptions> {
  arm: string;
  seed: number;
  name: string;
  options: Options;
}

/** An arm for each of these values of an option. */
export const planArms = (option: string, values: readonly string[]): Arm[] =>
  values.map((value) => ({ name: value, options: { [option]: value } }));

/** A run is done, or to be made; `kept` is what an earlier try has left of it. */
export type Standing<Done, Kept> = { done: Done } | { kept: Kept | null };

/** All runs, seed by seed, so that an early look has something of every arm. */
export function planRuns(plan: Plan): PlannedRun[] {
  const shared = sharedOptions(plan);
  return plan.seeds.flatMap((seed) =>
    plan.arms.map((arm) => ({
      ...{ arm: arm.name, seed, name: `${folderName(arm.name)}-seed${seed}` },
      options: { ...shared, ...arm.options, seed },
    })),
  );
}

/** A name as a part of a path. */
export const folderName = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').replace(/^\./, '-');

/** Points of a curve after the one before training. */
export const POINTS = 4;
const SAVE_STEPS = 5;

/** Evaluations at temperature 1, whatever an arm trains with, `POINTS` times a run, where `options` do not say otherwise. */
function sharedOptions({ options, budget, max_steps }: Plan): GivenOptions {
  const paced = 'eval_steps' in options || 'eval_gflop' in options;
  const pace =
    budget === null ? { eval_steps: Math.ceil(max_steps / POINTS) } : { eval_steps: 0, eval_gflop: budget / POINTS };
  const end = budget !== null && { max_gflop: budget };
  return { save_steps: SAVE_STEPS, eval_temperature: 1, ...(!paced && pace), ...options, ...end };
}

/** A line for each option in which arms differ though it changes what an evaluation is. */
export function unlike(runs: readonly { arm: string; options: GivenOptions }[]): string[] {
  return [...namesInScope(trainOptions, 'evaluation')].flatMap((name) => {
    const values = new Map<string, string>();
    for (const { arm, options } of runs) values.set(JSON.stringify(options[name]), arm);
    if (values.size < 2) return [];
    const list = [...values].map(([value, arm]) => `${value} for ${arm}`).join(', ');
    return [`${name} differs (${list}), so the evaluations of these arms do as well`];
  });
}
