/** Options that change how the loop goes: stages, filters, controllers, corrections, on a tiny model. */
import { beforeAll, describe, expect, it } from 'vitest';
import { EVERY_SAMPLE, eventsOf, type Ran, SMALL, samplesOf, shippedModel, updatesOf, useRuns } from '../fixture';

const { run } = useRuns({ ...SMALL, ...EVERY_SAMPLE, max_steps: 4, eval_problems: 2, learning_rate: 1e-3 });
/** A run of these options alone. */
let plain: Ran;
beforeAll(async () => {
  plain = await run();
});

describe('stages', () => {
  const stages = [
    { name: 'short', until: { step: 2 }, max_completion_length: 4, temperature: 0.7, levels: [1] },
    { name: 'long', num_generations: 2, prompts_per_step: 6, levels: [2] },
  ];

  it('change length, temperature, batch and problems on the way', async () => {
    const ran = await run({ stages });
    expect(eventsOf(ran, 'stage').map(({ step, index, name }) => [step, index, name])).toEqual([
      [1, 0, 'short'],
      [3, 1, 'long'],
    ]);
    expect(updatesOf(ran).map(({ stage }) => stage)).toEqual([1, 1, 2, 2]);
    const groups = eventsOf(ran, 'verdicts').map((event) => event.groups);
    expect(groups.map((of) => [of.length, of[0].samples.length, of[0].problem.level])).toEqual([
      [4, 4, 1],
      [4, 4, 1],
      [6, 2, 2],
      [6, 2, 2],
    ]);
    expect(
      Math.max(
        ...updatesOf(ran)
          .slice(0, 2)
          .map((row) => row['completions/max_length']),
      ),
    ).toBe(4);
    expect(updatesOf(ran)[2]['completions/max_length']).toBeGreaterThan(4);
    // Sampled and trained at the temperature of the stage.
    for (const row of updatesOf(ran)) expect(row['sampling/sampling_logp_difference/max']).toBe(0);
  });

  it('resume in their middle, with pool and controller, bit for bit', async () => {
    const options = {
      stages,
      train_problems: 8,
      drop_solved: 'epoch',
      use_adaptive_entropy: true,
      entropy_target: 9,
    };
    const whole = await run(options);
    const half = await run({ ...options, stop_after: 3 });
    const rest = await run(options, { resume: half.checkpoints.get('checkpoint-3') });
    expect([...half.metrics, ...rest.metrics]).toEqual(whole.metrics);
  });
});

describe('dynamic sampling', () => {
  it('samples again until enough groups differ, but not more often than it may', async () => {
    const options = { max_steps: 2, filter_groups: 'accuracy', max_num_gen_batches: 3 };
    const ran = await run(options);
    // A model this small solves nothing: no group is ever kept.
    for (const row of updatesOf(ran)) expect(row).toMatchObject({ 'filter/num_gen_batches': 3, 'filter/kept_frac': 0 });
    for (const { groups } of eventsOf(ran, 'verdicts')) {
      expect(groups).toHaveLength(12);
    }
    expect(new Set(samplesOf(ran).map(({ advantage }) => advantage))).toEqual(new Set([undefined]));
    expect(updatesOf(ran).at(-1)!.updates).toBe(0);
  });

  it('trains on prompts_per_step of the groups that are kept', async () => {
    const options = { max_steps: 1, max_completion_length: 40, filter_groups: 'reward', gen_prompts_per_step: 12 };
    const ran = await run(options, { model: shippedModel('base') });
    const [{ groups }] = eventsOf(ran, 'verdicts');
    expect(groups).toHaveLength(12);
    const trained = groups.filter(({ samples }) => samples[0].advantage !== undefined);
    const differ = groups.filter(({ samples }) => new Set(samples.map(({ reward }) => reward)).size > 1);
    expect(differ.length).toBeGreaterThan(4);
    expect(trained).toEqual(differ.slice(0, 4));
  });
});

describe('groups whose rewards are all equal', () => {
  it('give the same gradient whether they are computed or only counted, and another one if they are dropped', async () => {
    const options = { max_steps: 1, max_completion_length: 40, prompts_per_step: 8, advantage_estimator: 'grpo' };
    const [computed, counted, dropped] = await Promise.all(
      [{ use_adaptive_entropy: true }, {}, { drop_zero_advantage: true }].map((given) =>
        run({ ...options, reward: 'all_tests', ...given }, { model: shippedModel('base') }),
      ),
    ).then((runs) => runs.map((ran) => updatesOf(ran)[0]));
    expect(counted.frac_reward_zero_std).toBeGreaterThan(0);
    expect(counted.grad_norm).toBeCloseTo(computed.grad_norm, 4);
    expect(counted['compute/flops']).toBeLessThan(computed['compute/flops']);
    expect(counted['compute/flops']).toBe(dropped['compute/flops']);
    expect(dropped.grad_norm).toBeGreaterThan(1.1 * counted.grad_norm);
  });
});

describe('adaptive entropy', () => {
  it('raises the bonus with every update, and the bonus changes the next one', async () => {
    const options = { use_adaptive_entropy: true, entropy_target: 99, entropy_coef_delta: 0.2 };
    const controlled = updatesOf(await run(options));
    // Two updates a step: the coefficients 0 and .2, .4 and .6, .8 and 1.
    const means = [0.1, 0.5, 0.9, 1].map((coef) => expect.closeTo(coef, 9));
    expect(controlled.map(({ entropy_coef }) => entropy_coef)).toEqual(means);
    expect(controlled[0].grad_norm).not.toBe(updatesOf(plain)[0].grad_norm);
    expect(controlled[0]['entropy_control/signal']).toBeCloseTo(controlled[0].entropy, 2);
  });

  it('measures the groups whose rewards are all equal as well', async () => {
    const options = { max_steps: 1, max_completion_length: 40, prompts_per_step: 8, steps_per_generation: 1 };
    const controller = { use_adaptive_entropy: true, entropy_target: 1e-9 };
    const given = { ...options, ...controller, advantage_estimator: 'grpo', reward: 'all_tests' };
    const ran = await run(given, { model: shippedModel('base'), record_tokens: true });
    const [{ tokens }] = eventsOf(ran, 'update');
    const entropies = tokens!.flat().flatMap((record) => Array.from(record!.entropy));
    const [{ frac_reward_zero_std, ...row }] = updatesOf(ran);
    expect(frac_reward_zero_std).toBeGreaterThan(0);
    expect(row['entropy_control/signal']).toBeCloseTo(entropies.reduce((a, b) => a + b, 0) / entropies.length, 6);
  });

  it('takes the mean of -log p of what was sampled, where it is told to', async () => {
    const options = {
      max_steps: 1,
      steps_per_generation: 1,
      use_adaptive_entropy: true,
      entropy_signal: 'sampled_nll',
    };
    const ran = await run(options);
    const logprobs = samplesOf(ran).flatMap((sample) => sample.logprobs);
    const nll = -logprobs.reduce((sum, logprob) => sum + logprob, 0) / logprobs.length;
    expect(updatesOf(ran)[0]['entropy_control/signal']).toBeCloseTo(nll, 9);
  });
});

describe('old log-probs computed again', () => {
  it('equal those of sampling bit for bit, so that no correction changes anything', async () => {
    const corrected = await run({ recompute_old_logprobs: true, rollout_is: 'tis' });
    for (const [row, other] of updatesOf(corrected).map((row, i) => [row, updatesOf(plain)[i]])) {
      expect(row['sampling/importance_sampling_ratio/min']).toBe(1);
      expect(row['sampling/importance_sampling_ratio/max']).toBe(1);
      expect(row['sampling/effective_sample_frac']).toBe(1);
      expect(row.grad_norm).toBe(other.grad_norm);
      expect(row['compute/flops']).toBeGreaterThan(other['compute/flops']);
    }
  });
});

describe('losses of whole sequences and without a clip', () => {
  it.each(['gspo', 'sapo', 'dro', 'cispo_masked'])(
    '%s trains, its ratios leaving 1 with the second update',
    async (loss_type) => {
      const [row] = updatesOf(await run({ max_steps: 1, loss_type }));
      expect(row.grad_norm).toBeGreaterThan(0);
      expect(row['policy/approx_kl']).toBeGreaterThan(0);
      // Sequences leave the narrow bounds of GSPO at once.
      if (loss_type === 'gspo') expect(row['clip_ratio/region_mean']).toBeGreaterThan(0);
    },
  );
});

describe('one-off pipelining', () => {
  const pipelined = { one_off_pipelining: true };

  it('trains on what the weights of the step before have written, with their log-probs as old ones', async () => {
    const ran = await run(pipelined);
    // The first two rounds are both written before any update; from then on one step of two updates lies between.
    expect(updatesOf(ran).map((row) => row['policy/staleness'])).toEqual([0, 2, 2, 2]);
    const difference = updatesOf(ran).map((row) => row['sampling/sampling_logp_difference/max']);
    expect(difference[0]).toBe(0);
    for (const one of difference.slice(1)) expect(one).toBeGreaterThan(0);
    // Each problem of the stream is written for and trained on once.
    const problems = (of: Ran) => eventsOf(of, 'verdicts').map(({ groups }) => groups.map(({ problem }) => problem.id));
    expect(problems(ran)).toEqual(problems(plain));
    expect(updatesOf(ran)).toHaveLength(4);
  });

  it.each(['gspo', 'vespo'])(
    '%s takes the ratios of sequences from the first update of a step on',
    async (loss_type) => {
      const options = { ...pipelined, loss_type, steps_per_generation: 1, max_steps: 3 };
      const tokens = (ran: Ran) =>
        eventsOf(ran, 'update').map((event) => event.tokens!.flat().filter((one) => one !== null));
      const bypassed = await run(options, { record_tokens: true });
      for (const step of tokens(bypassed).slice(1)) {
        for (const { ratio, sequence_ratio } of step) {
          const sum = ratio.reduce((total, one) => total + Math.log(one), 0);
          expect(Math.log(sequence_ratio![0])).toBeCloseTo(loss_type === 'gspo' ? sum / ratio.length : sum, 4);
          expect(sequence_ratio![0]).not.toBe(1);
        }
      }
      const recomputed = await run({ ...options, bypass_mode: false }, { record_tokens: true });
      for (const step of tokens(recomputed)) for (const { sequence_ratio } of step) expect(sequence_ratio![0]).toBe(1);
      const norms = [bypassed, recomputed].map((ran) => updatesOf(ran).map(({ grad_norm }) => grad_norm));
      expect(norms[1][0]).toBe(norms[0][0]);
      expect(norms[1][1]).not.toBe(norms[0][1]);
      if (loss_type === 'gspo') expect(updatesOf(bypassed)[1]['clip_ratio/region_mean']).toBeGreaterThan(0);
    },
  );

  it('resumes with the round that was waiting, bit for bit', async () => {
    const whole = await run(pipelined);
    const half = await run({ ...pipelined, stop_after: 2 });
    const rest = await run(pipelined, { resume: half.checkpoints.get('checkpoint-2') });
    expect([...half.metrics, ...rest.metrics]).toEqual(whole.metrics);
  });
});

describe('Reinforce++', () => {
  it('trains on all samples, also where no group differs, and the KL of the reward changes what they are worth', async () => {
    const options = {
      max_steps: 2,
      max_completion_length: 40,
      advantage_estimator: 'reinforce_pp',
      drop_zero_advantage: true,
    };
    const trained = async (given: object) =>
      updatesOf(await run({ ...options, ...given }, { model: shippedModel('base') }));
    const unpenalised = await trained({});
    const penalised = await trained({ beta: 0.5, use_kl_in_reward: true });
    const inLoss = await trained({ beta: 0.5 });
    for (const rows of [unpenalised, penalised]) expect(rows[0].updates).toBe(2);
    // At first the model is its own reference.
    expect(penalised[0].grad_norm).toBe(unpenalised[0].grad_norm);
    expect(new Set([unpenalised, penalised, inLoss].map((rows) => rows[1].grad_norm)).size).toBe(3);
  });
});

describe('truncation', () => {
  it('masks the tokens of cut completions, which no update then sees', async () => {
    const options = { max_steps: 1, max_completion_length: 3 };
    const [negative] = updatesOf(await run(options));
    expect(negative['completions/clipped_ratio']).toBeGreaterThan(0.5);
    const ran = await run({ ...options, truncation: 'mask_tokens' }, { record_tokens: true });
    const [{ groups }] = eventsOf(ran, 'verdicts');
    const [{ tokens }] = eventsOf(ran, 'update');
    const trained = groups.flatMap(({ samples }, g) => samples.map(({ ended }, s) => [ended, tokens![g][s] !== null]));
    for (const [ended, recorded] of trained) expect(recorded).toBe(ended);
  });
});

describe('a budget', () => {
  it('ends the run before the step that would pass it, and evaluates', async () => {
    const [, second, third] = updatesOf(plain).map((row) => row['compute/flops'] / 1e9);
    const ran = await run({ max_gflop: (second + third) / 2 });
    expect(updatesOf(ran)).toHaveLength(2);
    expect(eventsOf(ran, 'evaluation').map(({ step }) => step)).toEqual([0, 2]);
    expect(ran.events.at(-1)).toEqual({ type: 'end', step: 2, reason: 'done' });
    // The first step is made whatever it costs, as nothing is known before it.
    expect(updatesOf(await run({ max_gflop: 1e-9 }))).toHaveLength(1);
  });
});

describe('max_tests', () => {
  it('judges a whole group by the same few tests', async () => {
    const ran = await run({ max_steps: 2, max_tests: 2 });
    for (const { groups } of eventsOf(ran, 'verdicts')) {
      for (const { tests, samples } of groups) {
        expect(tests).toHaveLength(2);
        for (const { verdict } of samples) expect(verdict!.total).toBe(2);
      }
    }
  });
});

describe('pass rates measured before training', () => {
  it('leave out what the model never solves', async () => {
    const options = { max_steps: 1, train_problems: 4, filter_samples: 2 };
    const kept = await run(options);
    expect(eventsOf(kept, 'stage')).toEqual([
      { type: 'stage', step: 1, index: 0, name: undefined, stages: 1, problems: 4, left_out: 0 },
    ]);
    expect(updatesOf(kept)[0]['curriculum/problems']).toBe(4);
    await expect(run({ ...options, min_pass_rate: 0.5 })).rejects.toThrow('no training problem is left');
  });
});
