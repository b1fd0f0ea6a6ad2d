/** Rollouts: the policy writes programs for problems, and the judge says which of them are right. */
import type { Generator } from '../model/generation';
import type { Judge, JudgeFailure, Verdict } from '../sandbox/types';
import { canonical } from '../sandbox/values';
import { type Problem, programOf } from '../tasks/problem';
import type { Group, Sample } from './events';
import { type Policy, textOf } from './policy';
import { paidTests, type RewardName, rewardOf, stopsAtFirstFailure } from './rewards';

export interface SamplingOptions {
  temperature: number;
  top_k: number;
  top_p: number;
  max_completion_length: number;
}

export interface RolloutOptions extends SamplingOptions {
  num_generations: number;
  seed: number;
  /** The run-wide index of the first sample; sample s of problem p has `first_uid + p · num_generations + s`. */
  first_uid: number;
}

/** The problems with their programs, not judged yet. After an abort: the groups of the problems that were finished. */
export async function rollout(
  policy: Policy,
  generator: Generator,
  problems: readonly Problem[],
  { num_generations, seed, first_uid, ...sampling }: RolloutOptions,
): Promise<Group[]> {
  const completions = await generator.generate({
    prompts: problems.map(({ prompt }) => policy.tokenizer.encode(prompt)),
    samples: problems.flatMap((_, prompt) =>
      Array.from({ length: num_generations }, (_, s) => ({ prompt, uid: first_uid + prompt * num_generations + s })),
    ),
    seed,
    end_tokens: policy.endTokens,
    ...sampling,
  });
  return problems.map((problem, p) => ({
    problem: {
      id: problem.id,
      prompt: problem.prompt,
      entry: problem.entry,
      prefix: problem.prefix,
      level: problem.level,
      reference: problem.reference,
    },
    tests: paidTests(problem.tests).map(({ args, expected }) => ({
      call: `${problem.entry}(${args.map((arg) => canonical(arg)).join(', ')})`,
      expected: canonical(expected),
    })),
    samples: completions.slice(p * num_generations, (p + 1) * num_generations).map(
      ({ tokens, logprobs, ended }): Sample => ({
        completion: textOf(policy, tokens),
        tokens,
        pieces: tokens.map((token) => policy.tokenizer.tokenText(token)),
        logprobs,
        ended,
      }),
    ),
  }));
}

/**
 * Judges every program and pays its reward; a program that the judge failed to judge gets neither. Every program of a
 * group is judged by the same tests. `all` runs all tests of every program, for a display that shows them.
 */
export async function judgeGroups(
  judge: Judge,
  problems: readonly Problem[],
  groups: readonly Group[],
  reward: RewardName,
  { all = false, signal }: { all?: boolean; signal?: AbortSignal } = {},
): Promise<(Verdict | JudgeFailure)[]> {
  const jobs = groups.flatMap(({ samples }, p) =>
    samples.map(({ completion }) => ({
      task: { entry: problems[p].entry, tests: paidTests(problems[p].tests) },
      program: programOf(problems[p], completion),
      stop_at_first_failure: !all && stopsAtFirstFailure(reward),
    })),
  );
  const verdicts = await judge.judge(jobs, signal);
  let at = 0;
  for (const group of groups) {
    for (const sample of group.samples) {
      const verdict = verdicts[at++];
      if ('judge_error' in verdict) continue;
      sample.verdict = verdict;
      sample.reward = rewardOf(verdict, reward) ?? undefined;
    }
  }
  return verdicts;
}
