import { describe, expect, test } from 'vitest';
import type { EntropyControlOptions } from '../../../src/rl/options/entropy-control';
import { controlEntropy, entropyCoefficient, INITIAL_ENTROPY_STATE } from '../../../src/rl/update/entropy-control';
import { losses } from '../../golden';

const base = { use_adaptive_entropy: true, entropy_target: 0.2 };
const VARIANTS: Record<string, EntropyControlOptions> = {
  'skywork_script (delta=1e-4,max=.005,target=.2,c0=0)': {
    ...base,
    entropy_coef_delta: 1e-4,
    entropy_coef_max: 0.005,
    entropy_signal: 'sampled_nll',
  },
  'skywork_paper/TRL delta (delta=.005,max=1,target=.2)': {
    ...base,
    entropy_coef_delta: 0.005,
    entropy_coef_max: 1,
    entropy_signal: 'exact',
  },
};

describe.each(Object.entries(losses.entropy_controller))('golden trace of %s', (name, rows) => {
  test('what is applied, and what the step leads to', () => {
    let state = INITIAL_ENTROPY_STATE;
    for (const row of rows as Record<string, number>[]) {
      expect(entropyCoefficient(state)).toBeCloseTo(row.applied_this_step, 12);
      state = controlEntropy(state, row.entropy, VARIANTS[name]);
      expect(state.coef).toBeCloseTo(row.coef_after, 12);
      expect(state.enabled).toBe(row.enabled_after === 1);
    }
  });
});

test('the coefficient stays between 0 and its cap', () => {
  const options = VARIANTS['skywork_script (delta=1e-4,max=.005,target=.2,c0=0)'];
  let state = INITIAL_ENTROPY_STATE;
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 0.01, options);
  expect(state).toEqual({ coef: 0.005, enabled: true });
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 1, options);
  expect(state).toEqual({ coef: 0, enabled: false });
});
