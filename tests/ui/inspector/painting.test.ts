import { describe, expect, it } from 'vitest';
import { CLIP_REGION } from '../../../src/kernels/policy-loss/uniforms';
import type { Sample, TokenRecord } from '../../../src/rl/records/group';
import { colourScale, limitText, paint, spelling, tokenLook, updateStatus } from '../../../src/ui/inspector/painting';
import { QUANTITIES, tokenValues } from '../../../src/ui/inspector/quantities';
import type { Quantity } from '../../../src/ui/session/token-place';
import { makeSample } from '../../rl/samples';

const sample = (given: Partial<Sample> = {}): Sample =>
  makeSample({
    completion: 'ab',
    tokens: [1, 2, 0],
    pieces: ['a', 'b', '<end>'],
    logprobs: [Math.log(0.5), Math.log(0.9), Math.log(0.2)],
    advantage: 1,
    ...given,
  });

/** Clipped above, inside, and kept below; of a sample with advantage 1, 1, −1. */
const record = (given: Partial<TokenRecord> = {}): TokenRecord => ({
  update: 2,
  clip_region: Uint8Array.from([CLIP_REGION.high, CLIP_REGION.inside, CLIP_REGION.low]),
  log_prob: Float32Array.from([Math.log(0.75), Math.log(0.9), Math.log(0.1)]),
  ratio: Float32Array.from([1.5, 1, 0.5]),
  entropy: Float32Array.from([0.5, 0.25, 2]),
  advantage: Float32Array.from([1, 1, -1]),
  contribution: Float32Array.from([0, 0.1, -0.08]),
  ...given,
});

const called = {
  completion: 'b',
  tokens: [1, 5, 6, 7, 2, 0],
  pieces: ['a', '<|output|>', '1', '<|turn|>', 'b', '<end>'],
  logprobs: [-1, -1, 0, 0, -1, -1],
  calls: [{ program: '1', output: '1', failed: false, inserted: [2, 4] as [number, number] }],
};

describe('values of tokens', () => {
  it('before the update are the log-prob of sampling, the advantage, and the push that follows from both', () => {
    const of = (quantity: Quantity) => tokenValues(sample({ advantage: -2 }), undefined, quantity);
    expect(of('advantage')).toEqual([-2, -2, -2]);
    expect(of('log_prob')).toEqual([-Math.log(0.5), -Math.log(0.9), -Math.log(0.2)]);
    expect(of('push')).toEqual([-1, -0.2, -1.6].map((push) => expect.closeTo(push, 12)));
    for (const later of ['contribution', 'ratio', 'entropy'] as const) {
      expect(of(later)).toEqual([undefined, undefined, undefined]);
    }
  });

  it('after it are what the update measured', () => {
    const of = (quantity: Quantity) => tokenValues(sample(), record(), quantity);
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 6));
    expect(of('contribution')).toEqual(near([0, 0.1, -0.08]));
    expect(of('push')).toEqual(near([0, 0.1 * 0.1, -0.08 * 0.9]));
    expect(of('advantage')).toEqual([1, 1, -1]);
    expect(of('ratio')).toEqual(near([Math.log(1.5), 0, Math.log(0.5)]));
    expect(of('log_prob')).toEqual(near([-Math.log(0.75), -Math.log(0.9), -Math.log(0.1)]));
    expect(of('entropy')).toEqual([0.5, 0.25, 2]);
  });

  it('of a sample that no update trained on are those of sampling, and no push', () => {
    expect(tokenValues(sample(), null, 'push')).toEqual([undefined, undefined, undefined]);
    expect(tokenValues(sample(), null, 'log_prob')[0]).toBeCloseTo(Math.log(2), 12);
  });

  it('are missing where an interpreter put the token in', () => {
    for (const quantity of ['advantage', 'push', 'log_prob'] as const) {
      const values = tokenValues(sample(called), undefined, quantity);
      expect(values.map((value) => value !== undefined)).toEqual([true, true, false, false, true, true]);
    }
    const [entropies] = [tokenValues(sample(called), record({ entropy: new Float32Array(6).fill(1) }), 'entropy')];
    expect(entropies).toEqual([1, 1, undefined, undefined, 1, 1]);
  });
});

describe('the scale', () => {
  it('is symmetric, and clamped at the quantile on the far side', () => {
    const values = Array.from({ length: 101 }, (_, i) => i - 50);
    expect(colourScale(values).limit).toBe(48);
    expect(colourScale([...values.slice(0, 100), 1e6]).limit).toBe(48);
    const { strength } = colourScale(values);
    expect([-60, -48, -24, 0, 24, 60].map(strength)).toEqual([-1, -1, -0.5, 0, 0.5, 1]);
  });

  it('still shows what is rarer than the quantile, and nothing where nothing is', () => {
    const rare = colourScale([...new Array(200).fill(0), -3]);
    expect(rare.strength(-3)).toBe(-1);
    expect(rare.strength(0)).toBeCloseTo(0, 12);
    expect(colourScale([0, 0]).strength(0)).toBe(0);
    expect(colourScale([]).limit).toBe(0);
  });
});

describe('a painted group', () => {
  const group = { samples: [sample(), sample({ advantage: 0 }), sample()] };
  const dual = record({ clip_region: Uint8Array.from([CLIP_REGION.dual, CLIP_REGION.inside, CLIP_REGION.inside]) });

  it('marks what the bounds did by pattern, on one scale', () => {
    const painting = paint(group, [record(), null, dual], 'contribution');
    expect(painting.samples[0].marks).toEqual(['clipped', undefined, 'kept']);
    expect(painting.samples[1].marks).toEqual([undefined, undefined, undefined]);
    expect(painting.samples[2].marks).toEqual(['dual', undefined, undefined]);
    expect(painting.marks).toEqual(['clipped', 'kept', 'dual']);
    expect(painting.samples[0].strengths).toEqual([0, 1, expect.closeTo(-0.8, 6)]);
    expect(painting.samples[1].strengths).toEqual([undefined, undefined, undefined]);
    const look = (t: number) => tokenLook(painting.samples[0], t, 'contribution');
    expect(look(0)).toEqual({ class: 'token clipped', style: undefined });
    expect(look(1).style?.backgroundColor).toContain('--blue');
    expect(look(2).style?.backgroundColor).toContain('--orange');
    expect(tokenLook(paint(group, [record(), null, dual], 'entropy').samples[0], 2, 'entropy').style).toEqual({
      backgroundColor: expect.stringContaining('--size'),
    });
  });

  it('marks nothing that had no advantage to follow', () => {
    const idle = record({ advantage: new Float32Array(3), contribution: new Float32Array(3) });
    expect(paint({ samples: [sample()] }, [idle], 'ratio').marks).toEqual([]);
  });

  it('says what its strongest colour stands for, or why there is none', () => {
    const text = (quantity: Quantity, records?: (TokenRecord | null)[]) =>
      limitText(paint({ samples: [sample()] }, records, quantity), updateStatus(records, 3, 2));
    expect(text('ratio')).toBe('comes with the update of the step');
    expect(limitText(paint({ samples: [sample()] }, undefined, 'entropy'), updateStatus(undefined, 3, 3))).toBe(
      'not in the imported file',
    );
    const bare = paint({ samples: [{ ...sample(), pieces: [] }] }, undefined, 'push');
    expect(limitText(bare, updateStatus(undefined, 3, 3))).toMatch(/^nothing to colour: the imported file/);
    expect(text('ratio', [null])).toBe('no update trained on these programs');
    expect(text('ratio', [record({ ratio: new Float32Array(3).fill(1) })])).toBe('every δ is 1');
    expect(text('ratio', [record({ ratio: Float32Array.from([1, 2, 1.001]) })])).toMatch(/δ ≤ 0\.5\d\d or ≥ 1\.9\d/);
    expect(text('advantage')).toBe('full colour at ±1.00');
    for (const quantity of Object.keys(QUANTITIES) as Quantity[]) {
      expect(text(quantity, [record()])).toMatch(/^full colour at/);
    }
  });
});

describe('the tokens that spell a program', () => {
  it('leave out the end, and hold the turns before', () => {
    expect(spelling(sample())).toEqual([0, 1]);
    expect(spelling(sample({ ended: false, tokens: [1, 2], pieces: ['a', 'b'] }))).toEqual([0, 1]);
    expect(spelling(sample(called))).toEqual([0, 1, 2, 3, 4]);
  });

  it('are unknown where bytes make up a character', () => {
    expect(spelling(sample({ completion: 'é', pieces: ['<0xC3>', '<0xA9>', '<end>'] }))).toBeUndefined();
  });
});
