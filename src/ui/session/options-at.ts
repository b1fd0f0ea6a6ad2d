/** The options that a run had at a step: its own, as the stage of that step changes them. */
import type { RunState } from './run-state';

/** `state` holds at least the step. Undefined where the run is not known; names and ends of stages are left among the options. */
export function optionsAt({ info, updates }: RunState, step: number): Readonly<Record<string, unknown>> | undefined {
  if (!info) return undefined;
  const { stages } = info.options as { stages?: readonly Record<string, unknown>[] | null };
  const stage = updates.findLast((row) => row.step === step)?.metrics.stage;
  return { ...info.options, ...(stage === undefined ? undefined : stages?.[stage - 1]) };
}
