/** Faults that other trainers have had and that no test of a single file would find. */
import { expect, it } from 'vitest';
import { EVERY_SAMPLE, type Files, SMALL, samplesOf, shippedModel, updatesOf, useRuns } from '../fixture';

const runs = useRuns({ ...SMALL, max_steps: 2, learning_rate: 1e-2 });
const { run } = runs;
const weights = (files: Files) => Buffer.from(files.get('model.safetensors')!);

it('a batch without a signal makes no step at all: weight decay alone must not move the weights', async () => {
  // A model this small solves nothing, so that all rewards are 0.
  const ran = await run({ weight_decay: 0.5 });
  expect(updatesOf(ran).map((row) => [row.frac_reward_zero_std, row.updates])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  expect(weights(ran.checkpoints.get('checkpoint-2')!).equals(weights(runs.model))).toBe(true);
});

it('with one update a rollout every ratio is 1: nothing is clipped, and all clips give the same run', async () => {
  const options = { steps_per_generation: 1, ...EVERY_SAMPLE };
  const runs = await Promise.all([
    run({ ...options, loss_type: 'dapo' }),
    run({ ...options, loss_type: 'gppo' }),
    run({ ...options, loss_type: 'cispo' }),
  ]);
  for (const ran of runs) {
    for (const row of updatesOf(ran)) expect([row['clip_ratio/region_mean'], row['policy/approx_kl']]).toEqual([0, 0]);
  }
  const [dapo, gppo] = runs.map((ran) => weights(ran.checkpoints.get('checkpoint-2')!));
  expect(gppo.equals(dapo)).toBe(true);
  // CISPO multiplies log-probs by its weight of 1: the same gradient by another formula.
  expect(updatesOf(runs[2]).map((row) => row.grad_norm)).toEqual(
    updatesOf(runs[0]).map((row) => expect.closeTo(row.grad_norm, 5)),
  );
});

it('every end token of the config ends a completion', async () => {
  const config = JSON.parse(Buffer.from(runs.model.get('config.json')!).toString());
  // Any token that the model is likely to write will do.
  const { tokens } = samplesOf(await run({ max_steps: 1 })).find((sample) => sample.tokens.length > 4)!;
  const second = tokens[3];
  const both = new Map(runs.model).set(
    'config.json',
    Buffer.from(JSON.stringify({ ...config, eos_token_id: [config.eos_token_id, second].flat() })),
  );
  const ended = samplesOf(await run({ max_steps: 1 }, { model: both }));
  expect(ended.some((sample) => sample.ended && sample.tokens.at(-1) === second)).toBe(true);
  expect(ended.every((sample) => !sample.tokens.slice(0, -1).includes(second))).toBe(true);
});

it('groups that differ by a penalty alone are kept, as filters see the reward after all penalties', async () => {
  const options = { max_steps: 1, max_completion_length: 30, overlong_buffer_len: 29 };
  const kept = async (given: object) =>
    updatesOf(await run({ ...options, ...given }, { model: shippedModel('base') }))[0]['filter/kept_frac'];
  // Lengths differ in every group, right and wrong in some.
  expect(await kept({ filter_groups: 'reward' })).toBe(1);
  expect(await kept({ filter_groups: 'accuracy' })).toBeLessThan(1);
});

it('the coefficient of the KL is not ignored', async () => {
  const options = { ...EVERY_SAMPLE };
  const plain = updatesOf(await run(options));
  const pulled = updatesOf(await run({ ...options, beta: 1 }));
  expect(pulled[1].kl).toBeGreaterThan(0);
  expect(pulled[1].grad_norm).not.toBe(plain[1].grad_norm);
});
