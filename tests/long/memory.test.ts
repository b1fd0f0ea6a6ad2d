import { expect, it } from 'vitest';
import { EVERY_SAMPLE, SMALL, updatesOf, useRuns } from '../rl/fixture';

const runs = useRuns({ ...SMALL, ...EVERY_SAMPLE });

it('a run of 500 steps keeps GPU memory flat', async () => {
  const { gpu, run } = runs;
  const before = gpu.liveBytes;
  const ran = await run({
    ...{ max_steps: 500, prompts_per_step: 1, num_generations: 2, steps_per_generation: 1 },
    max_completion_length: 2,
  });
  const live = updatesOf(ran).map((metrics) => metrics['gpu/live_bytes']);
  expect(live.length).toBe(500);
  expect(new Set(live.slice(1)).size).toBe(1);
  expect(gpu.liveBytes).toBeLessThanOrEqual(before + 2 ** 20);
});
