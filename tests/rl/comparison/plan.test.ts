import { expect, test } from 'vitest';
import { planArms, planRuns } from '../../../src/rl/comparison/plan';

/** The options of the only run of a plan. */
function planned(options: Record<string, unknown>, budget: number | null, max_steps: number) {
  const arms = planArms('loss_type', ['gppo']);
  const [{ options: given }] = planRuns({ arms, seeds: [1], budget, max_steps, options });
  return given;
}

test('four evaluations a run, by compute or by steps, where nothing else is asked for', () => {
  const own = { loss_type: 'gppo', seed: 1 };
  expect(planned({ beta: 0.1 }, 60, 100)).toEqual({
    ...own,
    ...{ save_steps: 5, eval_temperature: 1, eval_steps: 0, eval_gflop: 15, max_gflop: 60, beta: 0.1 },
  });
  expect(planned({}, null, 10)).toEqual({ ...own, save_steps: 5, eval_temperature: 1, eval_steps: 3 });
  const asked = { eval_steps: 2, save_steps: 1 };
  expect(planned(asked, 60, 10)).toEqual({ ...own, ...asked, eval_temperature: 1, max_gflop: 60 });
});

test('every arm with every seed, seed by seed; names are parts of a path', () => {
  const arms = [{ name: 'with bonus', options: { entropy_coef: 0.1 } }, ...planArms('recipe', ['klear'])];
  const runs = planRuns({ arms, seeds: [3, 4], budget: null, max_steps: 8, options: {} });
  expect(runs.map(({ arm, seed, name }) => [arm, seed, name])).toEqual([
    ['with bonus', 3, 'with-bonus-seed3'],
    ['klear', 3, 'klear-seed3'],
    ['with bonus', 4, 'with-bonus-seed4'],
    ['klear', 4, 'klear-seed4'],
  ]);
  expect(runs[2].options).toMatchObject({ entropy_coef: 0.1, seed: 4 });
  expect(runs[2].options).not.toHaveProperty('recipe');
});
