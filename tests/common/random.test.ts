import { describe, expect, it } from 'vitest';
import { Random, threefry2x32 } from '../../src/common/random';

describe('Threefry-2x32-20', () => {
  // Known answers of Random123's kat_vectors.
  it.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])('key %i %i, counter %i %i', (k0, k1, c0, c1, x0, x1) => {
    expect(threefry2x32(k0, k1, c0, c1)).toEqual([x0, x1]);
  });
});

describe('Random', () => {
  it('repeats a stream and separates streams', () => {
    const draw = (...args: [number, ...(string | number)[]]) => {
      const random = new Random(...args);
      return Array.from({ length: 8 }, () => random.bits());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
  });

  it('has the mean and variance of its distributions', () => {
    const random = new Random(3, 'moments');
    const n = 20000;
    const u = Array.from({ length: n }, () => random.uniform());
    const z = Array.from({ length: n }, () => random.normal());
    const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / n;
    const variance = (xs: number[]) => mean(xs.map((x) => (x - mean(xs)) ** 2));
    expect(mean(u)).toBeCloseTo(0.5, 1.9);
    expect(variance(u)).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(z))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance(z) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it('shuffles into a permutation', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = new Random(1).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });
});
