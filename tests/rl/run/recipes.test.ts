/** A published system from the model that ships for it. What it learns is in `tests/long/learning.test.ts`. */
import { expect, it } from 'vitest';
import { eventsOf, shippedModel, updatesOf, useRuns } from '../fixture';

const { run } = useRuns({ recipe: 'r1-code-interpreter' }, () => shippedModel('interpreter'));

it('r1-code-interpreter calls programs, goes through its stages, and leaves out what its base never solves', async () => {
  const ran = await run({
    ...{ max_steps: 4, train_problems: 12, prompts_per_step: 4, num_generations: 4 },
    ...{ filter_samples: 8, eval_steps: 0, save_steps: 0, eval_problems: 2 },
  });
  const updates = updatesOf(ran);
  expect(updates.map((row) => row.stage)).toEqual([1, 1, 2, 2]);
  for (const row of updates) expect(row['tools/call_frequency']).toBeGreaterThan(0);
  const trained = updates.filter((row) => 'grad_norm' in row);
  expect(trained.length).toBeGreaterThan(0);
  for (const row of trained) expect(row['sampling/sampling_logp_difference/max']).toBe(0);
  // Words, the third level, are beyond this base: their potential is 0, and no early stage asks for them.
  const levels = eventsOf(ran, 'rollouts').flatMap(({ groups }) => groups.map(({ problem }) => problem.level));
  expect(levels).not.toContain(3);
});
