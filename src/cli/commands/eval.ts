/** `kata eval`: how often a model's programs pass. */

import { type BestOfN, bestOfN, powersOfTwoUpTo } from '../../rl/evaluation/best-of-n';
import type { Interval } from '../../rl/evaluation/bootstrap';
import { heldOutProblems } from '../../rl/evaluation/evaluation';
import {
  BREAKDOWNS,
  breakDown,
  type Measure,
  measure,
  type ProblemScore,
  scoreProblems,
} from '../../rl/evaluation/scores';
import { type EvalOptions, evalOptions } from '../../rl/options/commands/eval';
import { resolveEvalOptions } from '../../rl/options/resolve';
import type { Metrics } from '../../rl/records/events';
import type { Group } from '../../rl/records/group';
import { countPasses, isPass } from '../../rl/records/pass-rate';
import { RewardScorer } from '../../rl/reward/reward-scorer';
import { attempt } from '../../rl/rollout/attempts';
import { toolMetrics } from '../../rl/run/metrics';
import { distinctProblems } from '../../tasks/distinct';
import type { Problem, TaskSet } from '../../tasks/problem';
import type { Command } from '../command';
import { modelFolder } from '../files';
import { withInterval } from '../run/progress';
import { openSession } from '../run/session';
import { aligned } from '../run/summary';

/** Intervals are resampled from this seed, so that the same verdicts give the same table. */
const INTERVAL_SEED = 0;

export const command: Command = {
  usage: 'eval --model DIR [options]',
  description:
    'Samples programs and judges them with every test. Prints pass@k (unbiased), avg@n, maj@k (the answer that most of k programs give) and best@k (the share of tests that the best of k passes), each with its 95 % bootstrap interval over problems, also by family and level where there are several.',
  schema: evalOptions,
  async run({ given, json }, terminal) {
    const options = resolveEvalOptions(given);
    const rewardModel = options.reward_model === null ? undefined : modelFolder(options.reward_model, 'reward_model');
    const session = await openSession(options, options.samples * options.problems);
    try {
      const { tasks } = session;
      const scorer = rewardModel && (await RewardScorer.open(session.policy, rewardModel, options));
      const problems = selectProblems(tasks, options);
      const { samples, seed, temperature, top_k, top_p, min_p, max_tool_calls } = options;
      const groups = await attempt(session, problems, { ...options, all_tests: true }, (done) =>
        terminal.status(`${done} of ${problems.length} problems × ${samples} programs …`),
      );
      terminal.status('');
      const scores = scoreProblems(problems, groups);
      const picked = scorer && (await pickBest(scorer, groups, samples));
      const unjudged = groups.reduce((sum, group) => sum + samples - countPasses(group).judged, 0);
      const parts = BREAKDOWNS.map((by) => ({ by, parts: breakDown(scores, by) })).filter(
        ({ parts }) => parts.size > 0,
      );
      const about = {
        ...{ model: options.model, tasks: tasks.name, split: options.split, problems: problems.length },
        ...{ samples, temperature, top_k, top_p, min_p, seed, unjudged },
        ...(max_tool_calls > 0 && { max_tool_calls, ...toolMetrics(groups.flatMap((group) => group.samples)) }),
      };
      const measured = (some: readonly ProblemScore[]) => measure(some, options.k, INTERVAL_SEED);
      if (json) {
        const by = parts.map(({ by, parts }) => [
          by,
          Object.fromEntries(
            [...parts].map(([name, some]) => [name, { problems: some.length, ...toMetrics(measured(some)) }]),
          ),
        ]);
        const row = { ...about, ...toMetrics(measured(scores)), by: Object.fromEntries(by) };
        terminal.print(
          JSON.stringify(picked ? { ...row, reward_model: options.reward_model, best_of_n: picked } : row),
        );
        return;
      }
      const drawn = `temperature ${temperature}, top_k ${top_k || 'off'}, top_p ${top_p}, min_p ${min_p}, seed ${seed}`;
      terminal.print(`${about.model} on ${about.tasks}: ${about.problems} problems × ${samples} programs, ${drawn}`);
      if (unjudged > 0) terminal.print(`${unjudged} programs without a verdict are left out: the judge failed`);
      for (const line of overall(measured(scores), problems.length)) terminal.print(line);
      for (const { by, parts: some } of parts) for (const line of breakdown(by, some, measured)) terminal.print(line);
      for (const line of picked ? bestOfNTable(picked) : []) terminal.print(line);
    } finally {
      await session.close();
    }
  },
};

function selectProblems(tasks: TaskSet, { split, problems: n, levels }: EvalOptions): Problem[] {
  const from = levels ?? tasks.levels;
  if (split === 'heldout') return heldOutProblems(tasks, n, from);
  const splits = split === 'all' ? (['train', 'heldout'] as const) : ([split] as const);
  return distinctProblems(tasks, { splits, levels: from, seed: 0, n }).map(({ problem }) => problem);
}

/** Best-of-N over the judged programs. */
async function pickBest(scorer: RewardScorer, groups: readonly Group[], samples: number): Promise<BestOfN[]> {
  const { scores } = await scorer.score(groups);
  const scored = groups.map(({ samples: programs }, g) => {
    const judged = programs.flatMap(({ verdict }, s) => (verdict ? [{ verdict, score: scores[g][s] }] : []));
    return { passed: judged.map(({ verdict }) => isPass(verdict)), scores: judged.map(({ score }) => score) };
  });
  return bestOfN(scored, powersOfTwoUpTo(samples), INTERVAL_SEED);
}

function bestOfNTable(rows: readonly BestOfN[]): string[] {
  const cell = ({ mean, low, high }: Interval) => `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  const table = rows.map(({ n, average, reward_model, oracle }) => [
    String(n),
    ...[average, reward_model, oracle].map(cell),
  ]);
  return ['', ...aligned([['best of', 'average', 'reward model', 'oracle'], ...table])];
}

function toMetrics(measures: readonly Measure[]): Metrics {
  return Object.fromEntries(
    measures.flatMap(({ name, mean, low, high }) => [
      [`eval/${name}`, mean],
      [`eval/${name}_low`, low],
      [`eval/${name}_high`, high],
    ]),
  );
}

/** A line for each measure; those that some problems have no part in say over how many they are. */
function overall(measures: readonly Measure[], problems: number): string[] {
  return aligned(
    measures.map((one) => [
      one.name,
      withInterval(toMetrics([one]), `eval/${one.name}`),
      one.problems < problems ? `over ${one.problems} problems` : '',
    ]),
  );
}

/** A table with a row for each part and a column for each measure; intervals are in the JSON. */
function breakdown(
  by: string,
  parts: ReadonlyMap<string, readonly ProblemScore[]>,
  measured: (scores: readonly ProblemScore[]) => Measure[],
): string[] {
  const rows = [...parts].map(([name, scores]) => ({ name, scores, measures: measured(scores) }));
  const columns = [...new Set(rows.flatMap(({ measures }) => measures.map(({ name }) => name)))];
  const table = rows.map(({ name, scores, measures }) => [
    name,
    String(scores.length),
    ...columns.map((column) => measures.find((one) => one.name === column)?.mean.toFixed(3) ?? ''),
  ]);
  return ['', ...aligned([[by, 'problems', ...columns], ...table])];
}
