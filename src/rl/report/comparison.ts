/** What the runs of a comparison have in common where no option says otherwise, and what they must have in common. */
import { namesInScope } from '../../common/options/fields';
import { trainOptions } from '../options/commands/train';

/** Points of a curve after the one before training. */
export const POINTS = 4;
const SAVE_STEPS = 5;

/** What ends each run: so much compute in GFLOP, or where that is null its last step. */
export interface Budget {
  budget: number | null;
  max_steps: number;
}

/** Evaluations at temperature 1, whatever an arm trains with, `POINTS` times a run. */
export function sharedOptions(given: Readonly<Record<string, unknown>>, { budget, max_steps }: Budget) {
  const paced = 'eval_steps' in given || 'eval_gflop' in given;
  const pace =
    budget === null ? { eval_steps: Math.ceil(max_steps / POINTS) } : { eval_steps: 0, eval_gflop: budget / POINTS };
  return { save_steps: SAVE_STEPS, eval_temperature: 1, ...(!paced && pace), ...given };
}

/** A line for each option in which arms differ though it changes what an evaluation is. */
export function unlike(runs: readonly { arm: string; options: Readonly<Record<string, unknown>> }[]): string[] {
  return [...namesInScope(trainOptions, 'evaluation')].flatMap((name) => {
    const values = new Map<string, string>();
    for (const { arm, options } of runs) values.set(JSON.stringify(options[name]), arm);
    if (values.size < 2) return [];
    const list = [...values].map(([value, arm]) => `${value} for ${arm}`).join(', ');
    return [`${name} differs (${list}), so the evaluations of these arms do as well`];
  });
}
