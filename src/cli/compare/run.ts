/** A run of a comparison in its folder: whether it is done, and from where it goes on. */
import { join } from 'node:path';
import { InputError } from '../../common/errors';
import { formatValue } from '../../common/options/option-text';
import type { PlannedRun, Standing } from '../../rl/comparison/plan';
import { CALL_OPTIONS, type TrainOptions } from '../../rl/options/commands/train';
import { resolveOptions } from '../../rl/options/resolve';
import { type RunRecord, toRunRecord } from '../../rl/report/record';
import { isComplete } from '../../rl/run/trainer-state';
import { type RunRecords, readRun } from '../run/run-folder';
import { within } from './arms';

export type ComparedRun = PlannedRun<TrainOptions>;

/** The run's record, or the checkpoint to resume from. A run of other options is an InputError that names the first of them. */
export function readStanding({ arm, seed, options }: ComparedRun): Standing<RunRecord, string> {
  const path = options.output_dir;
  const records = readRun(path);
  if (!records) return { kept: null };
  checkSame(path, records.config, options);
  // Without the evaluation before training there is nothing to compare with: a run begins with it, so it begins anew.
  if (records.evaluations[0]?.step !== 0) return { kept: null };
  const over = computeBySteps(records).find((state) => isComplete(state, options))?.step;
  if (over !== undefined && records.evaluations.at(-1)?.step === over) return { done: toRunRecord(arm, seed, records) };
  const last = records.checkpoints.filter((step) => over === undefined || step < over).at(-1);
  return { kept: last === undefined ? null : join(path, `checkpoint-${last}`) };
}

const computeBySteps = ({ metrics }: RunRecords): { step: number; flops: number; step_flops: number }[] =>
  metrics
    .filter((row) => 'compute/flops' in row)
    .map((row) => ({ step: row.step, flops: row['compute/flops'], step_flops: row['compute/step_flops'] }));

function checkSame(path: string, config: Record<string, unknown>, options: TrainOptions): void {
  const { options: there } = within(`output_dir: ${join(path, 'config.json')}`, () => resolveOptions(config));
  for (const name of Object.keys(options) as (keyof TrainOptions)[]) {
    if (CALL_OPTIONS.has(name) || JSON.stringify(there[name]) === JSON.stringify(options[name])) continue;
    const [was, is] = [there, options].map((all) => formatValue(all[name]));
    throw new InputError(
      `output_dir: the run in ${path} has ${name} ${was}, not ${is}; choose another --output_dir, or remove that folder`,
    );
  }
}
