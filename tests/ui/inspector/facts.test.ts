import { expect, it } from 'vitest';
import { CLIP_REGION } from '../../../src/kernels/policy-loss/uniforms';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Sample, TokenRecord } from '../../../src/rl/records/group';
import { clipText, tokenFacts } from '../../../src/ui/inspector/facts';
import { explorerForRun } from '../../../src/ui/loss-explorer/explorer-of-run';

const sample: Sample = {
  completion: 'ab',
  tokens: [11, 12, 13, 0],
  pieces: ['a', '1', 'b', '<end>'],
  loss_mask: [1, 0, 1, 1],
  logprobs: [-1, 0, -2, -3],
  ended: true,
  advantage: 0.5,
  calls: [{ program: 'a', output: '1', failed: false, inserted: [1, 2] }],
};

const record: TokenRecord = {
  update: 1,
  clip_region: Uint8Array.from([CLIP_REGION.high, CLIP_REGION.masked, CLIP_REGION.inside, CLIP_REGION.low]),
  log_prob: Float32Array.from([-0.5, 0, -2, -4]),
  ratio: Float32Array.from([2, 0, 1, 0.5]),
  entropy: Float32Array.from([0.75, 0, 0.5, 0.25]),
  advantage: Float32Array.from([0.5, 0, 0.5, -0.5]),
  contribution: Float32Array.from([0.25, 0, 0.125, 0]),
};

it('before the update are the log-prob and the advantage', () => {
  const loss = explorerForRun({ loss_type: 'gppo' });
  expect(tokenFacts(sample, undefined, 2, loss)).toEqual({
    piece: 'b',
    id: 13,
    inserted: false,
    old: -2,
    advantage: 0.5,
  });
  expect(tokenFacts(sample, undefined, 1, loss)).toEqual({ piece: '1', id: 12, inserted: true });
  expect(tokenFacts(sample, record, 1, loss)).toEqual({ piece: '1', id: 12, inserted: true });
});

it('after it are what the update measured, and F under each loss with the bounds of the run', () => {
  // As the page knows them: what the trainer said at its start.
  const { options } = resolveOptions({ loss_type: 'gppo', epsilon_high: 0.3, gppo_beta_high: 0.5, cispo_max: 1.75 });
  const loss = explorerForRun(structuredClone(options));
  const facts = tokenFacts(sample, record, 0, loss);
  expect(facts).toMatchObject({
    old: -1,
    advantage: 0.5,
    now: { log_prob: -0.5, ratio: 2, entropy: 0.75, clip_region: 'high', update: 1 },
  });
  expect(facts.factors).toEqual([
    { loss: 'grpo', ratio: 2, gradient_factor: 0, clip_region: 'high', own: false },
    { loss: 'cispo', ratio: 2, gradient_factor: 1.75, clip_region: 'high', own: false },
    { loss: 'gppo', ratio: 2, gradient_factor: 0.65, clip_region: 'high', own: true },
  ]);
  const inside = tokenFacts(sample, record, 2, loss).factors!;
  expect(inside.map(({ gradient_factor: F }) => F)).toEqual([1, 1, 1]);
  expect(tokenFacts(sample, { ...record, old_log_prob: Float32Array.from([-7, 0, 0, 0]) }, 0, loss).old).toBe(-7);
});

it.each([
  ['dapo', 'dapo', 4],
  ['dr_grpo', 'grpo', 3],
  ['cispo', 'cispo', 3],
  ['gppo', 'gppo', 3],
  ['reinforce', 'reinforce', 4],
  ['gspo', 'gspo', 4],
] as const)('%s is shown as %s, among %i losses', (loss_type, own, count) => {
  const measured = loss_type === 'gspo' ? { ...record, sequence_ratio: record.ratio } : record;
  const { factors } = tokenFacts(sample, measured, 0, explorerForRun(resolveOptions({ loss_type }).options));
  expect(factors!.filter((factor) => factor.own).map(({ loss }) => loss)).toEqual([own]);
  expect(factors).toHaveLength(count);
});

it('a token with an advantage has a place on the curves, by its own ratio where GSPO goes by that of the program', () => {
  const of = (loss_type: string, t: number, given = record) =>
    tokenFacts(sample, given, t, explorerForRun(resolveOptions({ loss_type }).options));
  expect(of('dapo', 0).point).toEqual({
    ratio: 2,
    advantage: 0.5,
    sequence_ratio: undefined,
    label: '"a"',
    loss: 'dapo',
  });
  expect(of('dapo', 0, { ...record, advantage: new Float32Array(4) }).point).toBeUndefined();
  expect(of('dapo', 1).point).toBeUndefined();
  const { now, point, factors } = of('gspo', 0, {
    ...record,
    ratio: Float32Array.of(1.5, 0, 1, 0.5),
    sequence_ratio: record.ratio,
  });
  expect(now).toMatchObject({ ratio: 1.5, sequence_ratio: 2 });
  expect(point).toMatchObject({ ratio: 1.5, sequence_ratio: 2, loss: 'gspo' });
  expect(factors!.map(({ loss, ratio }) => [loss, ratio])).toContainEqual(['gspo', 2]);
  const long = { ...sample, pieces: ['x'.repeat(40), '1', 'b', '<end>'] };
  expect(tokenFacts(long, record, 0, explorerForRun({ loss_type: 'dapo' })).point!.label).toBe(`"${'x'.repeat(13)}…"`);
});

it('says in words what the loss did beyond its bounds', () => {
  const text = (t: number) => clipText(tokenFacts(sample, record, t, undefined).now!);
  expect(text(0)).toBe('above the upper bound: gradient kept');
  expect(text(2)).toBe('inside the bounds');
  expect(text(3)).toBe('below the lower bound: clipped, no gradient');
});
