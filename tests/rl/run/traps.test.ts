/** Faults that other trainers have had and that no test of a single file would find. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainEvent } from '../../../src/rl/records/events';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { Judge } from '../../../src/sandbox/types';
import { openTaskSet } from '../../../src/tasks/registry';
import { useGpu } from '../../kernels/testing';
import { type Files, type Ran, run, shippedModel, tinyModel } from './memory-run';

const context = useGpu({ robust: false });
let judge: Judge;
let model: Files;

const OPTIONS = {
  prompts_per_step: 4,
  num_generations: 4,
  steps_per_generation: 2,
  max_completion_length: 12,
  max_steps: 2,
  eval_problems: 1,
  eval_samples: 1,
  save_steps: 0,
  learning_rate: 1e-2,
};

beforeAll(async () => {
  judge = openNodeJudge({ judge_workers: 1 });
  model = await tinyModel(context.gpu, 3);
});
afterAll(() => judge.close());

const start = () => ({ gpu: context.gpu, judge, tasks: openTaskSet('spec-to-function'), model });
const updates = ({ events }: Ran) => events.flatMap((event) => (event.type === 'update' ? [event.metrics] : []));
const samples = ({ events }: Ran) =>
  events
    .filter((event): event is Extract<TrainEvent, { type: 'verdicts' }> => event.type === 'verdicts')
    .flatMap(({ groups }) => groups.flatMap((group) => group.samples));
const weights = (files: Files) => Buffer.from(files.get('model.safetensors')!);

it('a batch without a signal makes no step at all: weight decay alone must not move the weights', async () => {
  // A model this small solves nothing, so that all rewards are 0.
  const ran = await run(start(), { ...OPTIONS, weight_decay: 0.5 });
  expect(updates(ran).map((row) => [row.frac_reward_zero_std, row.updates])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  expect(weights(ran.checkpoints.get('checkpoint-2')!).equals(weights(model))).toBe(true);
});

it('with one update a rollout every ratio is 1: nothing is clipped, and all clips give the same run', async () => {
  const options = { ...OPTIONS, steps_per_generation: 1, reward: 'pm1', advantage_estimator: 'reinforce' };
  const runs = await Promise.all([
    run(start(), { ...options, loss_type: 'dapo' }),
    run(start(), { ...options, loss_type: 'gppo' }),
    run(start(), { ...options, loss_type: 'cispo' }),
  ]);
  for (const ran of runs) {
    for (const row of updates(ran)) expect([row['clip_ratio/region_mean'], row['policy/drift']]).toEqual([0, 0]);
  }
  const [dapo, gppo] = runs.map((ran) => weights(ran.checkpoints.get('checkpoint-2')!));
  expect(gppo.equals(dapo)).toBe(true);
  // CISPO multiplies log-probs by its weight of 1: the same gradient by another formula.
  expect(updates(runs[2]).map((row) => row.grad_norm)).toEqual(
    updates(runs[0]).map((row) => expect.closeTo(row.grad_norm, 5)),
  );
});

it('every end token of the config ends a completion', async () => {
  const config = JSON.parse(Buffer.from(model.get('config.json')!).toString());
  // Any token that the model is likely to write will do.
  const { tokens } = samples(await run(start(), { ...OPTIONS, max_steps: 1 })).find(
    (sample) => sample.tokens.length > 4,
  )!;
  const second = tokens[3];
  const both = new Map(model).set(
    'config.json',
    Buffer.from(JSON.stringify({ ...config, eos_token_id: [config.eos_token_id, second].flat() })),
  );
  const ended = samples(await run({ ...start(), model: both }, { ...OPTIONS, max_steps: 1 }));
  expect(ended.some((sample) => sample.ended && sample.tokens.at(-1) === second)).toBe(true);
  expect(ended.every((sample) => !sample.tokens.slice(0, -1).includes(second))).toBe(true);
});

it('groups that differ by a penalty alone are kept, as filters see the reward after all penalties', async () => {
  const options = { ...OPTIONS, max_steps: 1, max_completion_length: 30, overlong_buffer_len: 29 };
  const kept = async (given: object) =>
    updates(await run({ ...start(), model: shippedModel('base') }, { ...options, ...given }))[0]['filter/kept_frac'];
  // Lengths differ in every group, right and wrong in some.
  expect(await kept({ filter_groups: 'reward' })).toBe(1);
  expect(await kept({ filter_groups: 'accuracy' })).toBeLessThan(1);
});

it('the coefficient of the KL is not ignored', async () => {
  const options = { ...OPTIONS, reward: 'pm1', advantage_estimator: 'reinforce' };
  const plain = updates(await run(start(), options));
  const pulled = updates(await run(start(), { ...options, beta: 1 }));
  expect(pulled[1].kl).toBeGreaterThan(0);
  expect(pulled[1].grad_norm).not.toBe(plain[1].grad_norm);
});
