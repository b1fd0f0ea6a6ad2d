import { expect, it } from 'vitest';
import { policyLossOptions, REGION } from '../../../src/kernels/policy-loss/options';
import type { Sample, TokenRecord } from '../../../src/rl/events';
import type { TrainOptions } from '../../../src/rl/options';
import { resolveOptions } from '../../../src/rl/options';
import { lossOf } from '../../../src/rl/policy-loss-options';
import { factsOf, regionText } from '../../../src/ui/inspector/facts';

const sample: Sample = {
  completion: 'ab',
  tokens: [11, 12, 13, 0],
  pieces: ['a', '1', 'b', '<end>'],
  logprobs: [-1, 0, -2, -3],
  ended: true,
  advantage: 0.5,
  calls: [{ program: 'a', output: '1', failed: false, inserted: [1, 2] }],
};

const record: TokenRecord = {
  update: 1,
  region: Uint8Array.from([REGION.high, REGION.masked, REGION.inside, REGION.low]),
  log_prob: Float32Array.from([-0.5, 0, -2, -4]),
  ratio: Float32Array.from([2, 0, 1, 0.5]),
  entropy: Float32Array.from([0.75, 0, 0.5, 0.25]),
  advantage: Float32Array.from([0.5, 0, 0.5, -0.5]),
  contribution: Float32Array.from([0.25, 0, 0.125, 0]),
};

it('before the update are the log-prob and the advantage', () => {
  const loss = policyLossOptions({ loss_type: 'gppo' });
  expect(factsOf(sample, undefined, 2, loss)).toEqual({ piece: 'b', id: 13, inserted: false, old: -2, advantage: 0.5 });
  expect(factsOf(sample, undefined, 1, loss)).toEqual({ piece: '1', id: 12, inserted: true });
  expect(factsOf(sample, record, 1, loss)).toEqual({ piece: '1', id: 12, inserted: true });
});

it('after it are what the update measured, and F under each loss with the bounds of the run', () => {
  // As the page knows them: what the trainer said at its start.
  const { options } = resolveOptions({ loss_type: 'gppo', epsilon_high: 0.3, gppo_beta_high: 0.5, cispo_max: 1.75 });
  const told = structuredClone(options) as Record<string, unknown>;
  const loss = lossOf(told as TrainOptions);
  const facts = factsOf(sample, record, 0, loss);
  expect(facts).toMatchObject({
    old: -1,
    advantage: 0.5,
    now: { log_prob: -0.5, ratio: 2, entropy: 0.75, region: 'high', update: 1 },
  });
  expect(facts.factors).toEqual({
    grpo: { F: 0, region: 'high', own: false },
    cispo: { F: 1.75, region: 'high', own: false },
    gppo: { F: 0.65, region: 'high', own: true },
  });
  const inside = factsOf(sample, record, 2, loss).factors!;
  expect([inside.grpo.F, inside.cispo.F, inside.gppo.F]).toEqual([1, 1, 1]);
  expect(factsOf(sample, { ...record, old_log_prob: Float32Array.from([-7, 0, 0, 0]) }, 0, loss).old).toBe(-7);
});

it.each([
  ['dapo', 'grpo'],
  ['bnpo', 'grpo'],
  ['cispo', 'cispo'],
  ['gppo', 'gppo'],
  ['reinforce', undefined],
  ['gspo', undefined],
] as const)('%s is shown as %s', (loss_type, own) => {
  const { factors } = factsOf(sample, record, 0, policyLossOptions({ loss_type }));
  expect(Object.entries(factors!).find(([, factor]) => factor.own)?.[0]).toBe(own);
});

it('says in words what the loss did beyond its bounds', () => {
  const text = (t: number) => regionText(factsOf(sample, record, t, undefined).now!);
  expect(text(0)).toBe('above the upper bound: gradient kept');
  expect(text(2)).toBe('inside the bounds');
  expect(text(3)).toBe('below the lower bound: clipped, no gradient');
});
