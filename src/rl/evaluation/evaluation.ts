/** Evaluation on held-out problems: pass@k with an interval over problems. */
import type { Generator } from '../../model/generation';
import type { Judge } from '../../sandbox/types';
import type { Problem, TaskSet } from '../../tasks/problem';
import type { Policy } from '../policy/policy';
import type { Metrics, ProblemResult } from '../records/events';
import type { Group } from '../records/group';
import { countPasses } from '../records/pass-rate';
import { attempt } from '../rollout/attempts';
import type { SamplingOptions } from '../rollout/rollout';
import { bootstrapMean } from './bootstrap';
import { passAtK } from './estimators';

/** Held-out problems are those of this seed in every run, so that runs can be compared. */
const PROBLEM_SEED = 0;

interface EvaluationOptions extends SamplingOptions {
  problems: number;
  samples: number;
  k: readonly number[];
  seed: number;
}

interface Evaluation {
  metrics: Metrics;
  groups: Group[];
  /** By problem, in the order of the groups. */
  problems: ProblemResult[];
}

/** The first `count` distinct held-out problems; fewer where there are no more. */
export function heldOutProblems(tasks: TaskSet, count: number, levels: readonly number[]): Problem[] {
  const problems = new Map<string, Problem>();
  const size = tasks.size('heldout');
  // A small level starts over when it is used up: draw on for a while, the other levels fill the rest.
  for (let index = 0; problems.size < count && index < Math.min(size, 4 * count); index++) {
    const problem = tasks.problem('heldout', PROBLEM_SEED, index, levels);
    if (!problems.has(problem.id)) problems.set(problem.id, problem);
  }
  return [...problems.values()];
}

/** Samples and judges. Programs without a verdict are left out of their problem's count. */
export async function evaluate(
  policy: Policy,
  generator: Generator,
  judge: Judge,
  problems: readonly Problem[],
  { k, ...options }: EvaluationOptions,
): Promise<Evaluation> {
  const groups = await attempt({ policy, generator, judge }, problems, options);
  const results = groups.map((group) => {
    const { judged, passed } = countPasses(group);
    return { id: group.problem.id, n: judged, c: passed };
  });
  const metrics: Metrics = {};
  for (const width of k) {
    const scores = results.filter(({ n }) => n >= width).map(({ n, c }) => passAtK(n, c, width));
    if (scores.length === 0) continue;
    const { mean, low, high } = bootstrapMean(scores, PROBLEM_SEED);
    metrics[`eval/pass@${width}`] = mean;
    metrics[`eval/pass@${width}_low`] = low;
    metrics[`eval/pass@${width}_high`] = high;
  }
  return { metrics, groups, problems: results };
}
