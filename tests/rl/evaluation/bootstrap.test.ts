import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/common/random';
import { bootstrapMean, bootstrapRuns } from '../../../src/rl/evaluation/bootstrap';

test('the interval of a proportion agrees with the normal approximation', () => {
  const scores = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const { mean, low, high } = bootstrapMean(scores, 1);
  const half = 1.96 * Math.sqrt((0.25 * 0.75) / 400);
  expect(mean).toBe(0.25);
  expect(low).toBeCloseTo(0.25 - half, 2);
  expect(high).toBeCloseTo(0.25 + half, 2);
});

test('covers the true mean about 95 times in 100', () => {
  const random = new Random(3, 'coverage');
  let covered = 0;
  for (let run = 0; run < 200; run++) {
    const scores = Array.from({ length: 60 }, () => random.uniform());
    const { low, high } = bootstrapMean(scores, run, 300);
    if (low <= 0.5 && 0.5 <= high) covered++;
  }
  expect(covered).toBeGreaterThan(180);
  expect(covered).toBeLessThan(199);
});

test('the same seed gives the same interval, another seed another', () => {
  const scores = [0, 0.25, 0.5, 1, 1, 0.75];
  expect(bootstrapMean(scores, 7)).toEqual(bootstrapMean(scores, 7));
  expect(bootstrapMean(scores, 7)).not.toEqual(bootstrapMean(scores, 8));
});

test('one problem, or problems all alike, leave no spread; none at all is an error', () => {
  expect(bootstrapMean([0.4], 1)).toEqual({ mean: 0.4, low: 0.4, high: 0.4 });
  expect(bootstrapMean([1, 1, 1], 1)).toEqual({ mean: 1, low: 1, high: 1 });
  expect(() => bootstrapMean([], 1)).toThrow(RangeError);
});

describe('over runs and problems', () => {
  test('of a single run is the spread over its problems', () => {
    const scores = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const { mean, low, high } = bootstrapRuns([scores], 1);
    const half = 1.96 * Math.sqrt((0.25 * 0.75) / 400);
    expect({ mean, low, high }).toEqual(bootstrapMean(scores, 1));
    expect(mean).toBe(0.25);
    expect(low).toBeCloseTo(0.25 - half, 2);
    expect(high).toBeCloseTo(0.25 + half, 2);
  });

  test('more seeds do not stand in for more problems', () => {
    const scores = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const width = (runs: number) => {
      const { low, high } = bootstrapRuns(new Array(runs).fill(scores), 1);
      return high - low;
    };
    expect(width(9)).toBeCloseTo(width(1), 2);
  });

  test('more problems do not stand in for more seeds', () => {
    const run = (score: number) => new Array(500).fill(score);
    expect(bootstrapRuns([run(0), run(1)], 1)).toEqual({ mean: 0.5, low: 0, high: 1 });
    expect(bootstrapRuns([run(0.5), run(0.5)], 1)).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  test('covers the true mean where both are drawn anew', () => {
    const random = new Random(5, 'coverage');
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const hardness = Array.from({ length: 40 }, () => random.normal());
      const scores = Array.from({ length: 8 }, () => {
        const luck = 0.3 * random.normal();
        return hardness.map((value) => value + luck + random.normal());
      });
      const { low, high } = bootstrapRuns(scores, trial, 300);
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(178);
    expect(covered).toBeLessThan(200);
  });

  test('wants the same problems of all runs', () => {
    expect(() => bootstrapRuns([[1, 0], [1]], 1)).toThrow(RangeError);
    expect(() => bootstrapRuns([], 1)).toThrow(RangeError);
  });
});
