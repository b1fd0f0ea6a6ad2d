import { describe, expect, test } from 'vitest';
import type { EntropyControlOptions } from '../../../src/rl/options/entropy-control';
import { controlEntropy, entropyCoefficient, INITIAL_ENTROPY_STATE } from '../../../src/rl/update/entropy-control';
import { losses } from '../../golden';

const base = { use_adaptive_entropy: true, entropy_target: 0.2, entropy_coef_min: 0 };
const VARIANTS: Record<string, EntropyControlOptions> = {
  'skywork_script (delta=1e-4,max=.005,target=.2,c0=0)': {
    ...base,
    entropy_coef_delta: 1e-4,
    entropy_coef_max: 0.005,
    entropy_signal: 'sampled_nll',
  },
  TRL: { ...base, entropy_coef_delta: 0.005, entropy_coef_max: 1, entropy_signal: 'exact' },
};
const { 'skywork_script (delta=1e-4,max=.005,target=.2,c0=0)': script } = losses.entropy_controller;
const [ENTROPIES, COEFS, APPLIED] = [
  [0.3, 0.2, 0.19, 0.18, 0.25, 0.1, 0.2],
  [0, 0.005, 0.01, 0.015, 0.01, 0.015, 0.02],
  [0, 0, 0.005, 0.01, 0.015, 0, 0.015],
];
/** TRL raises the coefficient where the entropy is at the target, and lowers it only above. */
const trl = ENTROPIES.map((entropy, i) => ({
  entropy,
  coef_after: COEFS[i],
  applied_this_step: APPLIED[i],
  enabled_after: entropy <= 0.2 ? 1 : 0,
}));

describe.each(Object.entries({ 'skywork_script (delta=1e-4,max=.005,target=.2,c0=0)': script, TRL: trl }))(
  'golden trace of %s',
  (name, rows) => {
    test('what is applied, and what the step leads to', () => {
      let state = INITIAL_ENTROPY_STATE;
      for (const row of rows as Record<string, number>[]) {
        expect(entropyCoefficient(state)).toBeCloseTo(row.applied_this_step, 12);
        state = controlEntropy(state, row.entropy, VARIANTS[name]);
        expect(state.coef).toBeCloseTo(row.coef_after, 12);
        expect(state.enabled).toBe(row.enabled_after === 1);
      }
    });
  },
);

test('the coefficient stays between its bounds', () => {
  const options = VARIANTS['skywork_script (delta=1e-4,max=.005,target=.2,c0=0)'];
  let state = INITIAL_ENTROPY_STATE;
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 0.01, options);
  expect(state).toEqual({ coef: 0.005, enabled: true });
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 1, options);
  expect(state).toEqual({ coef: 0, enabled: false });
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 0.01, options);
  for (let step = 0; step < 100; step++) state = controlEntropy(state, 1, { ...options, entropy_coef_min: 0.002 });
  expect(state.coef).toBe(0.002);
});
