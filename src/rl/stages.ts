/**
 * Stages: a run whose options change on the way (AceReason, Skywork-OR1, DeepCoder, Klear-Reasoner's domains). Each stage is
 * data: the options it changes, and when it is over.
 */
import { z } from 'zod';
import { mean } from '../common/statistics';
import { count, fraction, option } from './option';

/** When a stage is over: as soon as one of these holds. */
const until = z.strictObject({
  /** The run has done so many steps. */
  step: count.optional(),
  /** The share of sampled programs that pass, averaged over WINDOW steps, has reached this. */
  pass_rate: fraction.optional(),
  /** Over so many steps that share was no better than over as many before. */
  plateau: count.optional(),
});
export type Until = z.infer<typeof until>;

/** Steps over which `pass_rate` is averaged. */
export const WINDOW = 3;
/** What counts as better, for `plateau`. */
const GAIN = 0.01;

/** The schema of the option `stages`, for a schema whose options a stage may change. */
export function stagesOption<S extends z.ZodRawShape>(changeable: S) {
  const overrides = Object.fromEntries(
    Object.entries(changeable).map(([name, type]) => [name, withoutDefault(type as z.ZodType).optional()]),
  );
  const stage = z.strictObject({ name: z.string().min(1).optional(), until: until.optional(), ...overrides });
  return option(
    'stages',
    z.array(stage).min(1).nullable().default(null) as unknown as z.ZodDefault<
      z.ZodNullable<z.ZodArray<z.ZodType<Stage>>>
    >,
    'Parts of the run, in JSON: [{"name", "until": {"step", "pass_rate", "plateau"}, …options that differ}, …]. A stage ends as soon as one of its conditions holds: so many steps of the run, this share of programs passing, so many steps without a gain; the last one lasts to the end.',
  );
}

export interface Stage {
  name?: string;
  until?: Until;
  /** Options that the stage changes. */
  [option: string]: unknown;
}

function withoutDefault(type: z.ZodType): z.ZodType {
  return type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type;
}

/** The options that a stage changes, without its name and end. */
export function overridesOf({ name: _, until: __, ...overrides }: Stage): Record<string, unknown> {
  return overrides;
}

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
