import { expect, test } from 'vitest';
import { sharedOptions } from '../../../src/rl/report/comparison';

test('four evaluations a run, by compute or by steps, where nothing else is asked for', () => {
  const byCompute = sharedOptions({ seed: 1 }, { budget: 60, max_steps: 100 });
  expect(byCompute).toEqual({ save_steps: 5, eval_temperature: 1, eval_steps: 0, eval_gflop: 15, seed: 1 });
  expect(sharedOptions({}, { budget: null, max_steps: 10 })).toEqual({
    ...{ save_steps: 5, eval_temperature: 1, eval_steps: 3 },
  });
  const asked = { eval_steps: 2, save_steps: 1 };
  expect(sharedOptions(asked, { budget: 60, max_steps: 10 })).toEqual({ ...asked, eval_temperature: 1 });
});
