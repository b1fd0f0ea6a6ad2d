/** Rollouts: the policy writes programs for problems. */
import type { Generator } from '../model/generation';
import { canonical } from '../sandbox/values';
import type { Problem } from '../tasks/problem';
import type { Group, Sample } from './events';
import type { Judging } from './judging';
import { type Policy, textOf } from './policy';
import { paidTests } from './rewards';

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

/** The problems with their programs, not judged yet; `judging` gets each program while others are still being written. */
export async function rollout(
  policy: Policy,
  generator: Generator,
  problems: readonly Problem[],
  { num_generations, seed, first_uid, ...sampling }: RolloutOptions,
  judging?: Judging,
): Promise<Group[]> {
  const request = {
    prompts: problems.map(({ prompt }) => policy.tokenizer.encode(prompt)),
    samples: problems.flatMap((_, prompt) =>
      Array.from({ length: num_generations }, (_, s) => ({ prompt, uid: first_uid + prompt * num_generations + s })),
    ),
    seed,
    end_tokens: policy.endTokens,
    ...sampling,
  };
  const completions = await generator.generate(request, (index, { tokens }) => {
    judging?.submit(Math.floor(index / num_generations), index % num_generations, textOf(policy, tokens));
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
