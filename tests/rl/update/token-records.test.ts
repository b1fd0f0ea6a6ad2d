/** What the updates measured on each token, against what they say of the whole step. */

import { describe, expect, it } from 'vitest';
import { CLIP_REGION, RESULT_FIELDS } from '../../../src/kernels/policy-loss';
import { gradientFactor } from '../../../src/kernels/policy-loss/gradient-factor';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Metrics } from '../../../src/rl/records/events';
import type { Group, Sample, TokenRecord } from '../../../src/rl/records/group';
import { lossSequences, toTrainingSequence } from '../../../src/rl/update/minibatch';
import { TokenRecorder } from '../../../src/rl/update/token-records';
import { EVERY_SAMPLE, eventsOf, SMALL, useRuns } from '../fixture';
import { makeGroup, makeSample, makeVerdict } from '../samples';

/** Steps of several updates and a rate that moves the weights far: ratios leave the bounds on both sides. */
const OPTIONS = {
  ...{ ...SMALL, ...EVERY_SAMPLE, steps_per_generation: 4, max_steps: 2 },
  ...{ learning_rate: 1e-2, lr_scheduler_type: 'constant', epsilon: 0.05, epsilon_high: 0.05 },
};
const { run } = useRuns(OPTIONS);

interface Step {
  groups: Group[];
  metrics: Metrics;
  /** Each sample that was trained on, with its record. */
  kept: { sample: Sample; record: TokenRecord }[];
}

async function steps(given: Record<string, unknown>, record_tokens = true): Promise<Step[]> {
  const ran = await run(given, { record_tokens });
  const judged = eventsOf(ran, 'verdicts');
  return eventsOf(ran, 'update').map((event, i) => {
    const { groups } = judged[i];
    // Workers post it, and stores keep it: it must survive the copy.
    const tokens = structuredClone(event.tokens);
    expect(tokens).toEqual(event.tokens);
    const kept = groups.flatMap(({ samples }, g) =>
      samples.flatMap((sample, s) => (tokens?.[g][s] ? [{ sample, record: tokens[g][s] }] : [])),
    );
    return { groups, metrics: event.metrics, kept };
  });
}

describe('the records of a step', () => {
  it('begin at ratio 1 and count what the clip metrics count', async () => {
    const low_or_high = new Set<number>();
    for (const { groups, metrics, kept } of await steps({ loss_type: 'cispo', cispo_min: 0.97, cispo_max: 1.02 })) {
      expect(kept.length).toBe(groups.flatMap(({ samples }) => samples).length);
      expect(new Set(kept.map(({ record }) => record.update))).toEqual(new Set([0, 1, 2, 3]));
      const regions = kept.flatMap(({ record }) => [...record.clip_region]);
      for (const [name, region] of [
        ['low', CLIP_REGION.low],
        ['high', CLIP_REGION.high],
      ] as const) {
        const share = regions.filter((one) => one === region).length / regions.length;
        expect(share).toBeCloseTo(metrics[`clip_ratio/${name}_mean`], 12);
        if (share > 0) low_or_high.add(region);
      }
      const entropy = kept.flatMap(({ record }) => [...record.entropy]).reduce((a, b) => a + b, 0) / regions.length;
      expect(entropy).toBeCloseTo(metrics.entropy, 6);
      for (const { sample, record } of kept) {
        expect(record.old_log_prob).toBeUndefined();
        if (record.update === 0) {
          expect(new Set(record.ratio)).toEqual(new Set([1]));
          expect([...record.log_prob]).toEqual(sample.logprobs);
        }
      }
    }
    expect(low_or_high).toEqual(new Set([CLIP_REGION.low, CLIP_REGION.high]));
  });

  it('hold the ratio of the sequence beside that of the token where the loss goes by it', async () => {
    const [{ kept }] = await steps({ loss_type: 'gspo', max_steps: 1 });
    const moved = kept.filter(({ record }) => record.update > 0);
    expect(moved.length).toBeGreaterThan(0);
    for (const { sample, record } of kept) {
      const own = record.log_prob.map((log_prob, t) => log_prob - sample.logprobs[t]);
      const mean = own.reduce((sum, log) => sum + log, 0) / own.length;
      for (const ratio of record.sequence_ratio!) expect(ratio).toBeCloseTo(Math.exp(mean), 5);
      for (const [t, ratio] of record.ratio.entries()) expect(ratio).toBeCloseTo(Math.exp(own[t]), 5);
    }
  });

  it.each(['gppo', 'cispo', 'grpo'])('of %s hold A·F(δ)·w, w the share of the loss', async (loss_type) => {
    const given = { loss_type, loss_aggregation: 'token-mean', max_steps: 1, cispo_min: 0.97, cispo_max: 1.02 };
    const { options } = resolveOptions({ ...OPTIONS, ...given });
    const [{ kept }] = await steps(given);
    const tokensOf = (update: number) =>
      kept.reduce((sum, { sample, record }) => sum + (record.update === update ? sample.tokens.length : 0), 0);
    for (const { sample, record } of kept) {
      const weight = 1 / tokensOf(record.update);
      for (const [t, ratio] of record.ratio.entries()) {
        expect(record.advantage[t]).toBe(sample.advantage);
        expect(ratio).toBeCloseTo(Math.exp(record.log_prob[t] - sample.logprobs[t]), 5);
        const { gradient_factor: F, clip_region: region } = gradientFactor(ratio, record.advantage[t], options);
        expect(record.contribution[t]).toBeCloseTo(record.advantage[t] * F * weight, 6);
        expect(record.clip_region[t]).toBe(CLIP_REGION[region]);
      }
    }
  });

  it('have the log-probs of the loss where those were computed again, and the advantage of each token', async () => {
    const [{ kept }] = await steps({
      loss_type: 'dapo',
      recompute_old_logprobs: true,
      advantage_estimator: 'reinforce_pp',
      gamma: 0.9,
      num_iterations: 2,
      max_steps: 1,
    });
    // The second pass over four minibatches.
    expect(new Set(kept.map(({ record }) => record.update))).toEqual(new Set([4, 5, 6, 7]));
    const advantages = kept.flatMap(({ record }) => [...record.advantage]);
    expect(new Set(advantages).size).toBeGreaterThan(1);
    expect(advantages.reduce((a, b) => a + b, 0) / advantages.length).toBeCloseTo(0, 5);
    for (const { record } of kept) {
      for (const [t, old] of record.old_log_prob!.entries()) {
        expect(record.ratio[t]).toBeCloseTo(Math.exp(record.log_prob[t] - old), 5);
      }
    }
  });

  it('leave out the samples that taught nothing', async () => {
    const [{ groups, kept }] = await steps({ drop_zero_advantage: true, advantage_estimator: 'grpo', max_steps: 1 });
    const teaching = groups.flatMap(({ samples }) => samples).filter(({ advantage }) => advantage);
    expect(kept.map(({ sample }) => sample)).toEqual(teaching);
  });

  it('mask what an interpreter put in', () => {
    const call = { program: '1', output: '1', failed: false, inserted: [1, 3] as [number, number] };
    const sample = makeSample({
      tokens: [5, 6, 7, 8],
      logprobs: [-1, 0, 0, -2],
      ended: false,
      calls: [call],
      advantage: 2,
      verdict: makeVerdict(false),
    });
    const group = makeGroup([sample, { ...sample }], { prompt_tokens: [1, 2] });
    const training = [toTrainingSequence(group, sample, [2, 0, 0, 2])];
    const { options } = resolveOptions({ loss_aggregation: 'token-mean' });
    // Rows: the prompt's second token, then the completion. Every number tells where it comes from.
    const results = Float32Array.from({ length: 5 * RESULT_FIELDS.length }, (_, i) => i);
    for (let row = 0; row < 5; row++) results[row * 8 + RESULT_FIELDS.indexOf('clip_region')] = CLIP_REGION.high;
    const recorder = new TokenRecorder();
    recorder.keep(3, results, training, lossSequences(training, options, 0));
    const [[record, missing]] = recorder.of([group]);
    expect(missing).toBeNull();
    expect(record!.update).toBe(3);
    expect([...record!.clip_region]).toEqual([
      CLIP_REGION.high,
      CLIP_REGION.masked,
      CLIP_REGION.masked,
      CLIP_REGION.high,
    ]);
    expect([...record!.log_prob]).toEqual([8, 0, 0, 32]);
    expect([...record!.entropy]).toEqual([9, 0, 0, 33]);
    expect([...record!.ratio]).toEqual([10, 0, 0, 34]);
    expect([...record!.advantage]).toEqual([2, 0, 0, 2]);
    // The model wrote two tokens, so each has half of the loss; F is the seventh field.
    expect([...record!.contribution]).toEqual([2 * 14 * 0.5, 0, 0, 2 * 38 * 0.5]);
  });

  it('change nothing else', async () => {
    const [withThem, without] = [await steps({ max_steps: 1 }), await steps({ max_steps: 1 }, false)];
    expect(without[0].kept).toEqual([]);
    expect(without[0].groups).toEqual(withThem[0].groups);
    expect(without[0].metrics.policy_loss).toBe(withThem[0].metrics.policy_loss);
    expect(without[0].metrics.grad_norm).toBe(withThem[0].metrics.grad_norm);
  });
});
