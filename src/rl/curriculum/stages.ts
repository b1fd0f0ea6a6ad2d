/**
 * Stages: a run whose options change on the way (AceReason, Skywork-OR1, DeepCoder, Klear-Reasoner's domains). Each stage is
 * data: the options it changes, and when it is over.
 */
import { z } from 'zod';
import { mean } from '../../common/statistics';
import type { Stage, Until } from '../options/stages';

/** Steps over which `pass_rate` is averaged. */
export const WINDOW = 3;
/** What counts as better, for `plateau`. */
const GAIN = 0.01;

/** Where a run stands in its stages; part of a checkpoint. */
export const stageState = z.object({
  index: z.int().min(0),
  /** The share of programs that passed in each step of this stage. */
  pass_rates: z.array(z.number()),
});
export type StageState = z.infer<typeof stageState>;
export const INITIAL_STAGE_STATE: StageState = { index: 0, pass_rates: [] };

/** The state after a step (counted from 1) in which this share of programs passed. */
export function advanceStage(stages: readonly Stage[], state: StageState, step: number, pass_rate: number): StageState {
  const pass_rates = [...state.pass_rates, pass_rate];
  const last = state.index >= stages.length - 1;
  if (!last && isOver(stages[state.index].until ?? {}, step, pass_rates))
    return { index: state.index + 1, pass_rates: [] };
  return { ...state, pass_rates };
}

function isOver(until: Until, step: number, pass_rates: readonly number[]): boolean {
  if (until.step !== undefined && step >= until.step) return true;
  if (until.pass_rate !== undefined && pass_rates.length >= WINDOW) {
    if (mean(pass_rates.slice(-WINDOW)) >= until.pass_rate) return true;
  }
  const n = until.plateau;
  if (n === undefined || pass_rates.length < 2 * n) return false;
  return mean(pass_rates.slice(-n)) < mean(pass_rates.slice(-2 * n, -n)) + GAIN;
}
