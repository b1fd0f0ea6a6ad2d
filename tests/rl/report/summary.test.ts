import { describe, expect, test } from 'vitest';
import type { ProblemResult } from '../../../src/rl/records/events';
import { type RunRecord, toRunRecord } from '../../../src/rl/report/record';
import { summarize } from '../../../src/rl/report/summary';
import { formatTable, toArmRow, toRunRow } from '../../../src/rl/report/table';
import { runOf } from './runs';

const problems = (...passed: number[]): ProblemResult[] => passed.map((c, i) => ({ id: `p${i}`, n: 4, c }));

test('the record of a run joins its two logs by step', () => {
  const row = (step: number, flops: number) => ({ step, 'compute/flops': flops, updates: 4 * step, step_time: 2 });
  const record = toRunRecord('dapo', 3, {
    metrics: [
      { step: 0, 'eval/pass@1': 0.25 },
      { ...row(1, 3e9), entropy: 1, 'clip_ratio/region_mean': 0.1 },
      { ...row(2, 7e9), entropy: 0.5, 'clip_ratio/region_mean': 0.3 },
      { step: 2, 'eval/pass@1': 0.5 },
      // A step of which nothing was trained on.
      row(3, 8e9),
      { step: 3, 'eval/pass@1': 0.5 },
    ],
    evaluations: [0, 2, 3].map((step) => ({ step, problems: problems(step) })),
  });
  expect(record).toMatchObject({ arm: 'dapo', seed: 3, steps: 3, updates: 12, gflop: 8, seconds: 6 });
  expect([record.entropy, record.clipped]).toEqual([0.5, 0.2]);
  expect(record.points.map(({ step, updates, gflop }) => [step, updates, gflop])).toEqual([
    [0, 0, 0],
    [2, 8, 7],
    [3, 12, 8],
  ]);
});

describe('the summary of arms', () => {
  const run = (arm: string, seed: number, ...points: ProblemResult[][]): RunRecord => ({
    ...runOf(arm, seed, { pass: 0 }),
    points: points.map((results, i) => ({ step: i, updates: 4 * i, gflop: i + seed, problems: results })),
  });

  test('takes gains by problem: what is hard before and after widens nothing', () => {
    const [arm] = summarize([run('a', 0, problems(0, 2, 0, 2), problems(2, 4, 2, 4))]);
    expect(arm.gain).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(arm.pass.mean).toBe(0.75);
    expect(arm.pass.high - arm.pass.low).toBeGreaterThan(0.2);
    expect([arm.k, arm.passAtK.mean]).toEqual([4, 1]);
  });

  test('holds each arm against the first, seed by seed, where there is the same to hold', () => {
    const low = [0, 1].map((seed) => run('low', seed, problems(0, 0), problems(seed, 2 + seed)));
    const high = [1, 0].map((seed) => run('high', seed, problems(0, 0), problems(1 + seed, 3 + seed)));
    const other = [run('other', 7, problems(0, 0), problems(1, 3))];
    const arms = summarize([...low, ...high, ...other]);
    expect(arms.map(({ ahead }) => ahead)).toEqual([undefined, { mean: 0.25, low: 0.25, high: 0.25 }, undefined]);
  });

  test('leaves out a problem that the judge failed on in one run', () => {
    const failed = problems(4, 4, 0);
    failed[2] = { ...failed[2], n: 0 };
    const arms = summarize([run('a', 0, problems(0, 0, 0), failed), run('a', 1, problems(0, 0, 4), problems(2, 2, 4))]);
    expect(arms[0].pass.mean).toBe(0.75);
    expect(arms[0].gain.mean).toBe(0.75);
  });

  test('draws a curve of what the runs have in common: as many points as all have, and the last', () => {
    const at = (c: number) => problems(c, c);
    const [arm] = summarize([run('a', 0, at(0), at(1), at(2), at(4)), run('a', 1, at(0), at(1), at(4))]);
    expect(arm.curve.map(({ pass }) => pass.mean)).toEqual([0, 0.25, 1]);
    expect(arm.curve.map(({ updates, gflop }) => [updates, gflop])).toEqual([
      [0, 0.5],
      [4, 1.5],
      [10, 3],
    ]);
  });
});

test('the table has a row for each arm, the rows of results a number for everything', () => {
  const runs = ['a', 'b|c'].flatMap((arm, i) => [1, 2].map((seed) => runOf(arm, seed, { pass: 0.5 + 0.2 * i })));
  const arms = summarize(runs);
  const lines = formatTable(arms).map((line) => line.replaceAll('\\|', '').split('|'));
  expect(new Set(lines.map((cells) => cells.length)).size).toBe(1);
  expect(lines[0][2]).toBe(' held-out pass@1, seeds 1, 2 ');
  expect(lines[3][1]).toBe(' bc ');
  const { pass, gain, ahead } = arms[1];
  expect(lines[3][3]).toContain(`**${pass.mean.toFixed(3)}** [${pass.low.toFixed(3)}, ${pass.high.toFixed(3)}]`);
  expect(lines[3][4]).toContain(`+${gain.mean.toFixed(3)}`);
  expect(lines[3][5]).toContain(`+${ahead!.mean.toFixed(3)}`);
  expect(toArmRow(arms[1])).toMatchObject({ type: 'arm', arm: 'b|c', seeds: [1, 2], 'eval/pass@1_low': pass.low });
  const row = toRunRow(runs[3]) as Record<string, number>;
  expect(row['eval/pass@1']).toBe(arms[1].passOfRuns[1]);
  expect(row.gain).toBeGreaterThan(0.2);
  expect(summarize(runs)).toEqual(arms);
});
