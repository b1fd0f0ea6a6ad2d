/** Measurements on each token in the updates of a step, for a display. */

import { CLIP_REGION, resultAt } from '../../kernels/policy-loss';
import type { Sequence } from '../../model/batch';
import type { Group, Sample, TokenRecord, TokenRecords } from '../records/group';
import { forEachLossRow, type TrainingSequence } from './minibatch';

export class TokenRecorder {
  readonly #records = new Map<Sample, TokenRecord>();

  /** Keeps the rows of an update. `results`: [rows, RESULT_FIELDS], in the order of `training`. */
  keep(
    update: number,
    results: Float32Array,
    training: readonly TrainingSequence[],
    sequences: readonly Sequence[],
  ): void {
    const made = training.map((one, i) => {
      const record = emptyRecord(update, one);
      // Only a loss that goes by the ratio of the sequence is given one.
      if (sequences[i].sequence_log_ratio !== undefined) record.sequence_ratio = record.ratio.slice();
      this.#records.set(one.sample, record);
      return record;
    });
    forEachLossRow(training, (row, { old }, t, i) => {
      const at = training[i].prompt.length - 1 + t;
      const record = made[i];
      const advantage = valueAt(sequences[i].advantage, at);
      record.clip_region[t] = resultAt(results, row, 'clip_region');
      record.log_prob[t] = resultAt(results, row, 'log_prob');
      record.ratio[t] = record.sequence_ratio ? Math.exp(record.log_prob[t] - old[t]) : resultAt(results, row, 'ratio');
      if (record.sequence_ratio) record.sequence_ratio[t] = resultAt(results, row, 'ratio');
      record.entropy[t] = resultAt(results, row, 'entropy');
      record.advantage[t] = advantage;
      record.contribution[t] =
        advantage * resultAt(results, row, 'gradient_factor') * valueAt(sequences[i].policy_weight, at);
    });
  }

  /** The records of these groups, [groups][samples]; null for a sample that no update trained on. */
  of(groups: readonly Group[]): TokenRecords {
    return groups.map(({ samples }) => samples.map((sample) => this.#records.get(sample) ?? null));
  }
}

function emptyRecord(update: number, { sample, old }: TrainingSequence): TokenRecord {
  const zeros = () => new Float32Array(sample.tokens.length);
  return {
    update,
    clip_region: new Uint8Array(sample.tokens.length).fill(CLIP_REGION.masked),
    log_prob: zeros(),
    ratio: zeros(),
    entropy: zeros(),
    advantage: zeros(),
    contribution: zeros(),
    ...(old !== sample.logprobs && { old_log_prob: Float32Array.from(old) }),
  };
}

const valueAt = (values: Sequence['advantage'], i: number): number =>
  typeof values === 'object' ? values[i] : (values ?? 0);
