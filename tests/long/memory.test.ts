import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Judge } from '../../src/sandbox/types';
import { openTaskSet } from '../../src/tasks/registry';
import { useGpu } from '../kernels/testing';
import { run, tinyModel } from '../rl/run/memory-run';

const context = useGpu({ robust: false });
let judge: Judge;

beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

it('a run of 500 steps keeps GPU memory flat', async () => {
  const { gpu } = context;
  const model = await tinyModel(gpu, 3);
  const before = gpu.liveBytes;
  const options = {
    max_steps: 500,
    prompts_per_step: 1,
    num_generations: 2,
    max_completion_length: 2,
    eval_problems: 1,
  };
  const { events } = await run(
    { gpu, judge, tasks: openTaskSet('spec-to-function'), model },
    {
      ...{ ...options, eval_steps: 0, save_steps: 0, steps_per_generation: 1 },
      ...{ advantage_estimator: 'reinforce', reward: 'pm1', drop_zero_advantage: false },
    },
  );
  const live = events.flatMap((event) => (event.type === 'update' ? [event.metrics['gpu/live_bytes']] : []));
  expect(live.length).toBe(500);
  expect(new Set(live.slice(1)).size).toBe(1);
  expect(gpu.liveBytes).toBeLessThanOrEqual(before + 2 ** 20);
});
