import { describe, expect, test } from 'vitest';
import type { GivenOptions } from '../../../src/common/options/given';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Sample } from '../../../src/rl/records/group';
import { canHaveGradient, entersLoss, lossSequences, toTrainingSequence } from '../../../src/rl/update/minibatch';
import { makeSample, makeVerdict } from '../samples';

const optionsOf = (given: GivenOptions) => resolveOptions({ loss_type: 'dapo', ...given }).options;

const sample = (length: number, advantage: number | undefined, { passed = false, ended = true } = {}): Sample =>
  makeSample({
    tokens: Array.from({ length }, (_, i) => i + 1),
    logprobs: Array.from({ length }, (_, i) => -(i + 1)),
    ended,
    advantage,
    verdict: makeVerdict(passed),
  });
const sequence = (one: Sample, prompt_tokens: number[]) =>
  toTrainingSequence(
    { prompt_tokens },
    one,
    one.tokens.map(() => one.advantage!),
  );

/** The sum of the policy weights of each trained sample's rows. */
const weights = (samples: Sample[], given: GivenOptions, entropy_coef = 0) => {
  const options = optionsOf(given);
  const training = samples.filter((one) => entersLoss(one, options)).map((one) => sequence(one, [90, 91]));
  return lossSequences(training, options, entropy_coef);
};
const sums = (values: ArrayLike<number> | number | undefined) =>
  typeof values === 'object' ? Array.from(values).reduce((a, b) => a + b, 0) : values;

test('the last token of the prompt predicts the first of the completion, and the end token is trained on', () => {
  const [first] = weights([sample(3, 1)], {});
  expect(Array.from(first.tokens)).toEqual([90, 91, 1, 2, 3]);
  // Rows predict 91, 1, 2, 3: the first is the prompt's own.
  expect(Array.from(first.policy_weight as Float32Array).map((w) => w > 0)).toEqual([false, true, true, true]);
  expect(Array.from(first.old_log_prob as Float32Array)).toEqual([0, -1, -2, -3]);
});

describe('which samples count in the denominator', () => {
  const cut = sample(6, -1, { ended: false });
  const both = [sample(2, 1), cut];

  test('a cut completion does, but not when it is masked', () => {
    expect(weights(both, {}).map(({ policy_weight }) => sums(policy_weight))).toEqual([
      expect.closeTo(2 / 8, 6),
      expect.closeTo(6 / 8, 6),
    ]);
    expect(weights(both, { truncation: 'mask_tokens' }).map(({ policy_weight }) => sums(policy_weight))).toEqual([
      expect.closeTo(1, 6),
    ]);
  });

  const zero = [sample(2, 1), sample(6, 0)];
  test('advantage 0 does, in policy term, KL and entropy bonus, as in TRL and verl, unless it is dropped', () => {
    const all = weights(zero, { beta: 0.1 }, 0.1);
    for (const field of ['policy_weight', 'kl_weight', 'entropy_weight'] as const) {
      expect(all.map((one) => sums(one[field]))).toEqual([expect.closeTo(2 / 8, 6), expect.closeTo(6 / 8, 6)]);
    }
    const [dropped, ...others] = weights(zero, { beta: 0.1, drop_zero_advantage: true }, 0.1);
    expect(others).toEqual([]);
    for (const field of ['policy_weight', 'kl_weight', 'entropy_weight'] as const) {
      expect(sums(dropped[field])).toBeCloseTo(1, 6);
    }
  });

  test('a sample without a gradient keeps the denominators and is not computed', () => {
    const options = optionsOf({});
    const members = zero.map((one) => sequence(one, [90, 91]));
    const training = members.filter((one) => canHaveGradient(one.sample, options));
    expect(training).toEqual([members[0]]);
    expect(lossSequences(training, options, 0, members)).toEqual([lossSequences(members, options, 0)[0]]);
    for (const given of [
      { beta: 0.1 },
      { entropy_coef: 0.1 },
      { use_adaptive_entropy: true },
      { loss_type: 'dro' },
      { advantage_estimator: 'reinforce_pp' },
    ]) {
      expect(canHaveGradient(zero[1], optionsOf(given))).toBe(true);
    }
    const passed = sample(6, 0, { passed: true });
    expect([0, 0.1].map((nll_alpha) => canHaveGradient(passed, optionsOf({ nll_alpha })))).toEqual([false, true]);
  });

  test('a sample that the judge failed to judge never does', () => {
    expect(weights([sample(2, undefined), sample(3, 1)], {})).toHaveLength(1);
  });

  test('dr_grpo divides by the length limit and the samples of an update, whatever is left out', () => {
    const sizes = { prompts_per_step: 6, num_generations: 4, steps_per_generation: 2, max_completion_length: 10 };
    for (const given of [{}, { drop_zero_advantage: true }, { truncation: 'mask_tokens' }]) {
      const [first] = weights([...zero, cut], { loss_type: 'dr_grpo', ...sizes, ...given });
      expect(sums(first.policy_weight)).toBeCloseTo(2 / (12 * 10), 6);
    }
  });
});

test.each([true, false])('imitation leaves the other terms alone (drop_zero_advantage %s)', (drop_zero_advantage) => {
  const samples = [sample(4, 1, { passed: true }), sample(4, -1), sample(4, 0, { passed: true })];
  const of = (nll_alpha: number) =>
    weights(samples, { beta: 0.1, drop_zero_advantage, nll_alpha }, 0.1).map(({ nll_weight, ...others }) => others);
  expect(of(0.1).slice(0, of(0).length)).toEqual(of(0));
  const imitated = of(0.1)[2];
  const weight = drop_zero_advantage ? 0 : expect.closeTo(1 / 3, 6);
  for (const field of ['policy_weight', 'kl_weight', 'entropy_weight'] as const) {
    expect(sums(imitated[field])).toEqual(weight);
  }
});

test('imitation weighs the tokens of all that passed equally, however long, also where their advantage is 0', () => {
  const samples = [sample(2, 0, { passed: true }), sample(6, 1, { passed: true }), sample(4, -1)];
  const sequences = weights(samples, { nll_alpha: 0.1 });
  expect(sequences).toHaveLength(3);
  const nll = sequences.map(({ nll_weight }) => nll_weight);
  expect(Array.from(nll[0] as Float32Array)).toEqual([0, expect.closeTo(1 / 8, 6), expect.closeTo(1 / 8, 6)]);
  expect(sums(nll[1])).toBeCloseTo(6 / 8, 6);
  expect(nll[2]).toBe(0);
});

test('importance weights change the policy term alone', () => {
  const options = optionsOf({ beta: 0.1 });
  const one = { ...sequence(sample(2, 1), [90]), importance: [0.5, 0], reference: new Float32Array(2) };
  const [weighted] = lossSequences([one], options, 0.1);
  expect(Array.from(weighted.policy_weight as Float32Array)).toEqual([0.25, 0]);
  expect(Array.from(weighted.kl_weight as Float32Array)).toEqual([0.5, 0.5]);
  expect(Array.from(weighted.entropy_weight as Float32Array)).toEqual([0.5, 0.5]);
});
