/** Runs of a comparison, made up: every arm rises from the same base at its own pace. */
import { Random } from '../../../src/common/random';
import type { ProblemResult } from '../../../src/rl/records/events';
import type { Point, RunRecord } from '../../../src/rl/report/record';

export function runOf(arm: string, seed: number, ends: { pass: number; gflop?: number; updates?: number }): RunRecord {
  const { pass, gflop = 60, updates = 48 } = ends;
  const points = [0, 1, 2, 3, 4].map((i): Point => {
    const rate = 0.3 + (pass - 0.3) * (1 - (1 - i / 4) ** 2);
    return { step: i, updates: (updates * i) / 4, gflop: (gflop * i) / 4, problems: problemsOf(rate, seed) };
  });
  return { arm, seed, points, steps: 12, updates, gflop, seconds: 100, entropy: 0.25, clipped: 0.01 };
}

/** 64 problems of which each is as hard in every run; 4 programs for each. */
function problemsOf(rate: number, seed: number): ProblemResult[] {
  return Array.from({ length: 64 }, (_, problem) => {
    const own = Math.min(1, Math.max(0, rate + new Random(0, problem).normal() * 0.2));
    const random = new Random(seed, problem);
    const c = [0, 1, 2, 3].filter(() => random.uniform() < own).length;
    return { id: `p${problem}`, n: 4, c };
  });
}
