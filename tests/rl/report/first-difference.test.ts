import { expect, test } from 'vitest';
import type { MetricsRow } from '../../../src/rl/records/run-log';
import { compareMetrics } from '../../../src/rl/report/first-difference';

const run: MetricsRow[] = [
  { step: 0, 'eval/pass@1': 0.25 },
  { step: 1, reward: 0.5, entropy: 0.25, 'time/rollout': 1, 'judge/backlog': 4, step_time: 2 },
  { step: 1, 'eval/pass@1': 0.5 },
  { step: 2, reward: 0.75 },
];

test('timings and the end of the shorter run make no difference', () => {
  const again = run
    .slice(0, 3)
    .map((row) => ('step_time' in row ? { ...row, step_time: 3, 'time/rollout': 2, 'judge/backlog': 0 } : row));
  expect(compareMetrics(run, again)).toEqual({ steps: 2 });
});

test('the first step that differs is named, with every metric that does', () => {
  const other = run.map((row) => ('reward' in row ? { ...row, reward: row.reward + 2 ** -52 } : row));
  other[2] = { step: 1 };
  expect(compareMetrics(run, other)).toEqual({
    steps: 2,
    difference: {
      step: 1,
      metrics: [
        { name: 'reward', first: 0.5, second: 0.5 + 2 ** -52 },
        { name: 'eval/pass@1', first: 0.5, second: undefined },
      ],
    },
  });
});

test('runs without a step in common have nothing to compare', () => {
  expect(compareMetrics(run.slice(0, 1), run.slice(3))).toEqual({ steps: 0 });
});
