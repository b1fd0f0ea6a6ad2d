/** Preferences from tests: the policy writes programs for problems, and the tests compare them. */

import { InputError } from '../../common/errors';
import { formatJsonl, parseJsonl } from '../../common/json';
import type { Gpu } from '../../kernels/device/gpu';
import { type FileSource, readRequired } from '../../model/files';
import { Generator } from '../../model/generation';
import type { Judge } from '../../sandbox/types';
import { distinctProblems } from '../../tasks/distinct';
import type { Problem, Split, TaskSet } from '../../tasks/problem';
import { heldOutProblems } from '../evaluation/evaluation';
import type { RewardModelOptions } from '../options/commands/reward-model';
import { limitsOf } from '../policy/limits';
import { flopsOf, openPolicy, type Policy } from '../policy/policy';
import type { TrainEvent } from '../records/events';
import type { Group } from '../records/group';
import { Judging } from '../reward/judging';
import { rollout } from '../rollout/rollout';
import { checkPreferences, type Preferences, preferencesOf } from './preference-pairs';

export interface CollectContext {
  gpu: Gpu;
  judge: Judge;
  tasks: TaskSet;
  /** The folder of the model that writes the programs. */
  model: FileSource;
  /** Ends the collection between two batches of problems. */
  signal?: AbortSignal;
}

/** Preferences of training problems, to learn from, and of held-out ones, to measure by. Only problems with pairs. */
export type PreferenceSets = Record<Split, Preferences[]>;

export interface Collected {
  preferences: PreferenceSets;
  /** Programs, tokens and compute of the sampling. */
  samples: number;
  num_tokens: number;
  flops: number;
}

/** Programs sampled at a time: between these batches an abort is seen. */
const PROGRAMS = 1024;

/** Writes `num_generations` programs for each problem and judges them by all their tests; undefined when aborted. */
export async function* collectPreferences(
  options: RewardModelOptions,
  { gpu, judge, tasks, model, signal }: CollectContext,
): AsyncGenerator<TrainEvent, Collected | undefined> {
  const asked = problemsOf(tasks, options);
  const policy = await openPolicy(gpu, model, { training: false });
  const samples = options.num_generations;
  const limits = limitsOf(policy, options, samples * asked.length);
  const generator = await Generator.create(gpu, policy.parameters, limits);
  const at_once = Math.max(1, Math.floor(PROGRAMS / samples));
  const collected: Collected = { preferences: { train: [], heldout: [] }, samples: 0, num_tokens: 0, flops: 0 };
  try {
    for (let at = 0; at < asked.length; at += at_once) {
      if (signal?.aborted) return undefined;
      yield { type: 'phase', step: 0, phase: 'rollout' };
      const some = asked.slice(at, at + at_once);
      const problems = some.map(({ problem }) => problem);
      const judging = new Judging(judge, problems, { reward: 'fraction' });
      const { max_completion_length, temperature, seed } = options;
      const written = await rollout(
        policy,
        generator,
        problems,
        {
          ...{ num_generations: samples, seed, first_uid: at * samples },
          ...{ max_completion_length, temperature },
        },
        judging,
      );
      const { groups } = await judging.assignRewards(written);
      count(collected, policy, groups);
      groups.forEach((group, i) => {
        const preferences = preferencesOf(group, options.pair_rule);
        if (preferences.pairs.length > 0) collected.preferences[some[i].split].push(preferences);
      });
    }
  } finally {
    generator.destroy();
    policy.parameters.destroy();
  }
  if (collected.preferences.train.length > 0) return collected;
  throw new InputError(
    `tasks: of no problem are two programs far enough apart for a pair (pair_rule ${options.pair_rule}); ask for more --problems or more --num_generations, or start from a model that passes more tests`,
  );
}

function problemsOf(tasks: TaskSet, options: RewardModelOptions): { problem: Problem; split: Split }[] {
  const levels = options.levels ?? tasks.levels;
  const { seed, problems: n, eval_problems } = options;
  const train = distinctProblems(tasks, { splits: ['train'], levels, seed, n });
  const heldout = heldOutProblems(tasks, eval_problems, levels);
  return [...train, ...heldout.map((problem) => ({ problem, split: 'heldout' as const }))];
}

function count(collected: Collected, policy: Policy, groups: readonly Group[]): void {
  for (const { prompt_tokens, samples } of groups) {
    const prompt = prompt_tokens.length;
    const decoded = samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
    collected.samples += samples.length;
    collected.num_tokens += prompt * samples.length + decoded;
    // The prompt of a group is computed once.
    collected.flops += flopsOf(policy, { forward: prompt + decoded });
  }
}

const FILE = 'preferences.jsonl';

/** The file of preferences in a checkpoint: a resumed run trains on the same ones. */
export function preferenceFiles({ train, heldout }: PreferenceSets): Map<string, Uint8Array> {
  const rows = [
    ...train.map((one) => ({ split: 'train', ...one })),
    ...heldout.map((one) => ({ split: 'heldout', ...one })),
  ];
  return new Map([[FILE, new TextEncoder().encode(formatJsonl(rows))]]);
}

/** The preferences of a checkpoint. */
export async function readPreferences(files: FileSource): Promise<PreferenceSets> {
  const name = files.nameOf(FILE);
  const rows = parseJsonl(new TextDecoder().decode(await readRequired(files, FILE)), name);
  const of = (split: Split) =>
    checkPreferences(
      rows.filter((row) => (row as { split?: Split }).split === split),
      name,
    );
  return { train: of('train'), heldout: of('heldout') };
}
