/** What lessons read out of runs: as expected, the other way round, and of too little. */
import { expect, test } from 'vitest';
import { findLesson } from '../../../src/ui/lessons';
import type { LessonRuns, Reading } from '../../../src/ui/lessons/lesson';
import { change, direction, drawNoise, share } from '../../../src/ui/lessons/readings';
import { syntheticGroups } from '../synthetic-run';
import { type Numbers, runOf } from './runs';

const read = (lesson: string, ...runs: (Numbers | undefined)[]): Reading | undefined =>
  findLesson(lesson)!.read(runs.map((numbers) => numbers && runOf(numbers)));

const expected = (lesson: string) => findLesson(lesson)!.question.expected;

/** Runs that say what the lesson expects, and runs that say something else, with the choice that they speak for. */
const cases: Record<string, { agree: Numbers[]; other: Numbers[]; answer: number; says: string[] }> = {
  groups: {
    agree: [
      { metrics: { frac_reward_zero_std: [0.1, 0.1, 0.5, 0.6], reward: [0.5, 0.6, 0.8, 0.9] }, pass: [0.5, 0.8] },
    ],
    other: [{ metrics: { frac_reward_zero_std: [0.6, 0.5, 0.2, 0.1], reward: [0.5, 0.5, 0.5, 0.5] } }],
    answer: 0,
    says: ['reward 50\u202f% → 90\u202f%', 'learn 90\u202f% → 40\u202f%', 'pass@1: 50\u202f% → 80\u202f%'],
  },
  clipping: {
    agree: [clipped([0, 0], 0), clipped([0.03, 0.04], 0.01)],
    other: [clipped([0.01, 0.02], 0.005), clipped([0.03, 0.04], 0.01)],
    answer: 1,
    says: ['One update: 0\u202f%', 'Eight updates: 3.5\u202f% (2.8\u202f% below', '0.0100'],
  },
  losses: {
    agree: [sides(0.03, 0.004), sides(0, 0.001), sides(0.025, 0.003)],
    other: [sides(0.004, 0.03), sides(0, 0.001), sides(0.025, 0.003)],
    answer: 0,
    says: [
      '3.0\u202f% of its tokens below and 0.4\u202f% above',
      'kept the gradient of 2.5\u202f% below',
      'weight of 0.1\u202f%',
    ],
  },
  entropy: {
    agree: [spent([0.32, 0.25, 0.2, 0.16]), spent([0.32, 0.32, 0.31, 0.3])],
    other: [spent([0.3, 0.29, 0.29, 0.28]), spent([0.3, 0.3, 0.3, 0.3])],
    answer: 1,
    says: [
      'entropy 0.32 → 0.16',
      'With it: entropy 0.32 → 0.30',
      'different programs in a group 80\u202f% → 60\u202f%',
    ],
  },
  hacking: {
    agree: [paid([0.2, 0.5], [0.2, 0.45]), paid([0.5, 0.96], [0.19, 0])],
    other: [paid([0.2, 0.5], [0.2, 0.45]), paid([0.5, 0.96], [0.19, 0.5])],
    answer: 0,
    says: [
      'reward 50\u202f% → 96\u202f%',
      'honest tests 19\u202f% → 0\u202f%',
      'program 24 → 14',
      'honest ones: reward 20\u202f%',
    ],
  },
  length: {
    agree: [cut([0.3, 0.3, 0.1, 0.05]), cut([0.3, 0.3, 0.2, 0.2])],
    other: [cut([0.3, 0.3, 0.2, 0.2]), cut([0.3, 0.3, 0.1, 0.1])],
    answer: 1,
    says: [
      'In the first step 30\u202f%',
      '7.5\u202f% where that counts as failed',
      '20\u202f% where they are left out',
    ],
  },
  'reward-model': {
    agree: [scored([0.8, 1.5, 2, 2.2], [0.37, 0.41, 0.3, 0.12])],
    other: [scored([0.8, 1.5, 2, 2.2], [0.37, 0.41, 0.4, 0.45])],
    answer: 0,
    says: ['score 0.80 → 2.20', 'tests 37\u202f% → 12\u202f%', 'at best 41\u202f% in a step'],
  },
  curriculum: {
    agree: [equal(0.4), equal(0.2)],
    other: [equal(0.2), equal(0.4)],
    answer: 2,
    says: ['learn: 60\u202f% with all problems, 80\u202f% with the half', 'Mean reward: 20\u202f% and 20\u202f%'],
  },
  seeds: {
    agree: [final(0.48), final(0.465), final(0.496)],
    other: [final(0.45), final(0.5), final(0.53)],
    answer: 2,
    says: ['48\u202f%, 47\u202f%, 50\u202f%, each ± 4.0 points', '3.1 points'],
  },
};

function clipped(values: number[], kl: number): Numbers {
  return {
    metrics: {
      'clip_ratio/region_mean': values,
      'clip_ratio/low_mean': values.map((value) => value * 0.8),
      'clip_ratio/high_mean': values.map((value) => value * 0.2),
      'policy/approx_kl': values.map(() => kl),
    },
  };
}

function sides(low: number, high: number): Numbers {
  return {
    metrics: {
      'clip_ratio/low_mean': [low, low],
      'clip_ratio/high_mean': [high, high],
      'clip_ratio/region_mean': [low + high, low + high],
      'gppo/preserved_low': [low, low],
      'gppo/preserved_high': [high, high],
    },
    pass: [0.3, 0.4],
  };
}

function spent(entropy: number[]): Numbers {
  return { metrics: { entropy, 'completions/unique_frac': [0.8, 0.7, 0.7, 0.6] }, pass: [0.3, 0.6] };
}

function paid(reward: number[], pass: number[]): Numbers {
  return { metrics: { reward, 'completions/mean_length': [24, 14] }, pass };
}

function cut(ratio: number[]): Numbers {
  return { metrics: { 'completions/clipped_ratio': ratio, 'completions/mean_length': ratio.map(() => 11) } };
}

function scored(score: number[], tests: number[]): Numbers {
  return { metrics: { 'rewards/reward_model/mean': score, 'rewards/all_tests/mean': tests }, pass: [0.3, 0.1] };
}

function equal(frac: number): Numbers {
  return { metrics: { frac_reward_zero_std: [frac, frac], reward: [0.1, 0.3] } };
}

function final(pass: number): Numbers {
  return { metrics: { reward: [0.4] }, pass: [0.3, pass] };
}

const each = Object.entries(cases);

test.each(each)('%s: runs that go as expected', (name, { agree, says }) => {
  const reading = read(name, ...agree);
  expect(reading?.answer).toBe(expected(name));
  for (const part of says) expect(reading?.text).toContain(part);
});

test.each(each)('%s: runs that contradict it are believed', (name, { other, answer }) => {
  expect(answer).not.toBe(expected(name));
  expect(read(name, ...other)?.answer).toBe(answer);
});

test.each(each)('%s: too little is no reading', (name, { agree }) => {
  const [last, ...others] = [...agree].reverse();
  const before = others.reverse();
  expect(read(name, ...before, undefined)).toBeUndefined();
  expect(read(name, ...before, { ...last, running: true })).toBeUndefined();
  expect(read(name, ...before, { ...last, metrics: {} })).toBeUndefined();
});

test('the loop finds the group whose passing programs are rarest, in the step that is there', () => {
  const [group] = syntheticGroups(3, 1);
  const of = (advantages: number[]) => ({
    ...group,
    samples: advantages.map((advantage, i) => ({ ...group.samples[i], advantage, reward: advantage > 0 ? 1 : 0 })),
  });
  const rare = of([1.7, 1.7, -0.57, -0.57, -0.57, -0.57, -0.57, -0.57]);
  const often = of([0.57, 0.57, 0.57, 0.57, 0.57, 0.57, -1.7, -1.7]);
  const reading = (...groups: (typeof rare)[]) => read('loop', { metrics: { reward: [0.4] }, groups, running: true });
  expect(reading(often, rare)?.text).toContain('the 2 that passed go up 1.70 each, the 6 that failed down 0.57 each');
  expect(reading(often, rare)?.answer).toBe(expected('loop'));
  expect(reading(often)?.answer).toBe(1);
  expect(reading(of([1, 1, 1, 1, -1, -1, -1, -1]))?.answer).toBe(2);
  expect(reading(of([0, 0, 0, 0, 0, 0, 0, 0]))).toBeUndefined();
  expect(read('loop', { metrics: { reward: [0.4] } })).toBeUndefined();
  expect((findLesson('loop')!.read as (runs: LessonRuns) => unknown)([undefined])).toBeUndefined();
});

test('a change is that of the first quarter to the last, and no change has a direction', () => {
  const run = runOf({ metrics: { entropy: [1, 2, 3, 4, 5, 6, 7, 10] } });
  expect(change(run, 'entropy')).toEqual({ from: 1.5, to: 8.5 });
  expect(change(run, 'reward')).toBeUndefined();
  expect(direction({ from: 0.5, to: 0.5 }, 0.05)).toBe(1);
  expect([0, 0.0004, 0.035, 0.5].map(share)).toEqual(['0\u202f%', '0.04\u202f%', '3.5\u202f%', '50\u202f%']);
});

test('seeds: what the measuring alone explains is told from what it does not', () => {
  // Two programs for each of 100 problems; of `half` of the problems one of them passed.
  const of = (half: number) => {
    const problems = Array.from({ length: 100 }, (_, i) => ({ id: `p${i}`, n: 2, c: i < half ? 1 : 2 }));
    const pass = 1 - half / 200;
    const run = runOf({ metrics: { reward: [0.4] }, pass: [0.3, pass] });
    return { ...run, evaluations: run.evaluations.map((row) => ({ ...row, problems })) };
  };
  const say = (...halves: number[]) => findLesson('seeds')!.read(halves.map(of))?.text;
  expect(drawNoise(of(64).evaluations[1])).toBeCloseTo(0.04, 9);
  expect(say(64, 60, 58)).toContain('± 7.8 points: the measuring alone explains this spread');
  expect(say(64, 60, 4)).toContain('± 7.8 points: more than the measuring lies between these runs');
  expect(drawNoise({ step: 1, metrics: {} })).toBeUndefined();
});
