/** Runs of a comparison, arm by arm: means over seeds, with intervals over seeds and problems. */

import { mean } from '../../common/statistics';
import { bootstrapRuns, type Interval } from '../evaluation/bootstrap';
import { passAtK } from '../evaluation/estimators';
import type { ProblemResult } from '../records/events';
import type { Point, RunRecord, Spent } from './record';

/** What its runs took, on average, and what came of it. */
export interface ArmSummary extends Spent {
  arm: string;
  runs: readonly RunRecord[];
  /** Held-out pass@1 at the end, of each run. */
  passOfRuns: readonly number[];
  /** At the end. */
  pass: Interval;
  /** Over the evaluation before training, by seed and problem. */
  gain: Interval;
  /** Over the first arm at the end, by seed and problem; absent for that arm itself, and where seeds or problems differ. */
  ahead?: Interval;
  /** pass@k at the end, k being the programs that an evaluation samples. */
  passAtK: Interval;
  k: number;
  /** The way there, from before training to the end. */
  curve: readonly CurvePoint[];
}

/** An evaluation of an arm: what its runs had spent by then, on average, and their pass@1. */
export interface CurvePoint {
  updates: number;
  gflop: number;
  pass: Interval;
}

/** All resampling starts from here, so that the same runs give the same report. */
const SEED = 0;

/** The summaries of the arms, in the order in which they first come. */
export function summarize(runs: readonly RunRecord[]): ArmSummary[] {
  const arms = [...new Set(runs.map(({ arm }) => arm))];
  const first = runs.filter(({ arm }) => arm === arms[0]);
  return arms.map((arm, i) => {
    const ofArm = runs.filter((run) => run.arm === arm);
    return { ...summarizeArm(arm, ofArm), ...(i > 0 && { ahead: compareToFirst(ofArm, first) }) };
  });
}

function summarizeArm(arm: string, runs: readonly RunRecord[]): ArmSummary {
  const ends = runs.map(endOf);
  const k = Math.max(...ends.flatMap(({ problems }) => problems.map(({ n }) => n)));
  const scores = (point: (run: RunRecord) => Point, width = 1) =>
    table(runs.map((run) => passByProblem(point(run), width)));
  const of = (quantity: 'steps' | 'updates' | 'gflop' | 'seconds') => mean(runs.map((run) => run[quantity]));
  const present = (quantity: 'entropy' | 'clipped') => {
    const values = runs.map((run) => run[quantity]).filter((value) => value !== undefined);
    return values.length > 0 ? mean(values) : undefined;
  };
  return {
    arm,
    runs,
    passOfRuns: ends.map(({ problems }) => meanPassAt1(problems)),
    pass: bootstrapRuns(scores(endOf), SEED),
    gain: bootstrapRuns(differences(runs.map(endOf), runs.map(startOf)), SEED),
    passAtK: bootstrapRuns(scores(endOf, k), SEED),
    k,
    curve: sharedPoints(runs).map((point) => ({
      updates: mean(runs.map((run) => point(run).updates)),
      gflop: mean(runs.map((run) => point(run).gflop)),
      pass: bootstrapRuns(scores(point), SEED),
    })),
    steps: of('steps'),
    updates: of('updates'),
    gflop: of('gflop'),
    seconds: of('seconds'),
    entropy: present('entropy'),
    clipped: present('clipped'),
  };
}

const startOf = ({ points }: RunRecord): Point => points[0];
const endOf = ({ points }: RunRecord): Point => points[points.length - 1];

/**
 * Which evaluations of several runs belong together: their first, second, … as far as all have them, and their last. A run
 * that needed a step more than another may have one in between that has no counterpart; it is left out.
 */
function sharedPoints(runs: readonly RunRecord[]): ((run: RunRecord) => Point)[] {
  const shared = Math.min(...runs.map(({ points }) => points.length)) - 1;
  return [
    ...Array.from(
      { length: shared },
      (_, i) =>
        ({ points }: RunRecord) =>
          points[i],
    ),
    endOf,
  ];
}

function compareToFirst(runs: readonly RunRecord[], first: readonly RunRecord[]): Interval | undefined {
  const pairs = runs.map((run) => [run, first.find(({ seed }) => seed === run.seed)] as const);
  if (runs.length !== first.length || pairs.some(([, other]) => !other)) return undefined;
  const scores = differences(
    pairs.map(([run]) => endOf(run)),
    pairs.map(([, other]) => endOf(other!)),
  );
  return scores[0].length > 0 ? bootstrapRuns(scores, SEED) : undefined;
}

/** pass@1 over problems. */
export const meanPassAt1 = (problems: readonly ProblemResult[]): number =>
  mean([...passByProblem({ problems }, 1).values()]);

/** pass@k by problem. Problems with too few verdicts are left out. */
function passByProblem({ problems }: Pick<Point, 'problems'>, k: number): Map<string, number> {
  return new Map(problems.filter(({ n }) => n >= k).map(({ id, n, c }) => [id, passAtK(n, c, k)]));
}

/** By run and problem: how much pass@1 is above that of the same problem in the other evaluation. */
function differences(points: readonly Point[], others: readonly Point[]): number[][] {
  return table(
    points.map((point, i) => {
      const other = passByProblem(others[i], 1);
      const both = [...passByProblem(point, 1)].filter(([id]) => other.has(id));
      return new Map(both.map(([id, score]) => [id, score - other.get(id)!]));
    }),
  );
}

/** Rows of the problems that all have, in the order of the first. */
function table(rows: readonly Map<string, number>[]): number[][] {
  const shared = [...rows[0].keys()].filter((id) => rows.every((row) => row.has(id)));
  return rows.map((row) => shared.map((id) => row.get(id)!));
}
