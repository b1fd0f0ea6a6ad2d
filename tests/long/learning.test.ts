import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Judge } from '../../src/sandbox/types';
import { openTaskSet } from '../../src/tasks/registry';
import { useGpu } from '../kernels/testing';
import { run, shippedModel } from '../rl/run/memory-run';

const context = useGpu({ robust: false });
let judge: Judge;

beforeAll(() => {
  judge = openNodeJudge();
});
afterAll(() => judge.close());

it('eight steps from the shipped base raise held-out pass@1 by more than chance could', async () => {
  const { metrics } = await run(
    { gpu: context.gpu, judge, tasks: openTaskSet('spec-to-function'), model: shippedModel('base') },
    { max_steps: 8, eval_steps: 0, save_steps: 0, eval_problems: 128 },
  );
  const [before, after] = metrics.filter((row) => 'eval/pass@1' in row);
  // The intervals are over problems: that they do not even touch is more than a lucky draw of programs.
  expect(after['eval/pass@1_low']).toBeGreaterThan(before['eval/pass@1_high']);
  expect(after['eval/pass@1']).toBeGreaterThan(before['eval/pass@1'] + 0.12);
  const updates = metrics.filter((row) => 'grad_norm' in row);
  expect(updates.map((row) => row['sampling/sampling_logp_difference/max'])).toEqual(updates.map(() => 0));
  expect(updates.at(-1)!.reward).toBeGreaterThan(updates[0].reward);
});

it('four steps of r1-code-interpreter teach its base to call, and leave out what it never solves', async () => {
  const { metrics, events } = await run(
    { gpu: context.gpu, judge, tasks: openTaskSet('compute'), model: shippedModel('interpreter') },
    {
      ...{ recipe: 'r1-code-interpreter', max_steps: 4, train_problems: 24 },
      ...{ eval_steps: 0, save_steps: 0, eval_problems: 64 },
    },
  );
  const [before, after] = metrics.filter((row) => 'eval/pass@1' in row);
  expect(after['eval/pass@1_low']).toBeGreaterThan(before['eval/pass@1_high']);
  const updates = metrics.filter((row) => 'grad_norm' in row);
  expect(updates.map((row) => row.stage)).toEqual([1, 1, 2, 2]);
  expect(updates[0]['tools/call_frequency']).toBeLessThan(0.75);
  expect(updates.at(-1)!['tools/call_frequency']).toBeGreaterThan(updates[0]['tools/call_frequency'] + 0.15);
  expect(updates.map((row) => row['sampling/sampling_logp_difference/max'])).toEqual(updates.map(() => 0));
  // Words, the third level, are beyond this base: their potential is 0, and no early stage asks for them.
  const levels = events.flatMap((event) =>
    event.type === 'rollouts' ? event.groups.map(({ problem }) => problem.level) : [],
  );
  expect(new Set(levels)).toEqual(new Set([1, 2]));
});
