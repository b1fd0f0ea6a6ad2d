/** Rollouts: the policy writes programs for problems. */

import type { SamplerOptions } from '../../kernels/sampler';
import type { Generator } from '../../model/generation';
import { isFunction, isHidden, type Problem, shownTest } from '../../tasks/problem';
import type { CallOptions } from '../options/interpreter';
import { decodeCompletion, type Policy } from '../policy/policy';
import { type Group, lossMask, type Sample, startOfTurn } from '../records/group';
import type { Judging } from '../reward/judging';
import { Interpreter } from './interpreter';

export interface SamplingOptions extends Partial<CallOptions>, SamplerOptions {
  max_completion_length: number;
  /** Ends the sampling early: then `rollout` throws its reason. */
  signal?: AbortSignal;
  onWritten?: OnWritten;
}

/** Told how many programs are written, and of how many. */
export type OnWritten = (written: number, of: number) => void;

interface RolloutOptions extends SamplingOptions {
  num_generations: number;
  seed: number;
  /** The run-wide index of the first sample; sample s of problem p has `first_uid + p · num_generations + s`. */
  first_uid: number;
}

/**
 * The problems with their programs, not judged yet; `judging` gets each program while others are still being written. With
 * `max_tool_calls` its judge also runs the programs that the model calls, while the GPU goes on with the other completions.
 */
export async function rollout(
  policy: Policy,
  generator: Generator,
  problems: readonly Problem[],
  { num_generations, seed, first_uid, onWritten, ...sampling }: RolloutOptions,
  judging?: Judging,
): Promise<Group[]> {
  const { max_tool_calls = 0, tool_output_tokens = 0 } = sampling;
  if (max_tool_calls > 0 && !judging) throw new Error('an interpreter needs a judge to run programs');
  const interpreter =
    max_tool_calls > 0 ? new Interpreter(judging!.judge, policy, { max_tool_calls, tool_output_tokens }) : undefined;
  const answerOf = (tokens: readonly number[], calls?: Sample['calls']) =>
    decodeCompletion(policy, tokens.slice(startOfTurn(calls)));
  const prompts = problems.map(({ prompt }) => policy.tokenizer.encode(prompt));
  const request = {
    prompts,
    samples: problems.flatMap((_, prompt) =>
      Array.from({ length: num_generations }, (_, s) => ({ prompt, uid: first_uid + prompt * num_generations + s })),
    ),
    seed,
    end_tokens: policy.endTokens,
    pause: interpreter?.pause,
    ...sampling,
  };
  let written = 0;
  const completions = await generator.generate(request, (index, completion) => {
    onWritten?.(++written, request.samples.length);
    const [problem, sample] = [Math.floor(index / num_generations), index % num_generations];
    const used = interpreter?.of(index, completion);
    if (used?.failure !== undefined) judging!.fail(problem, sample, used.failure);
    else judging?.submit(problem, sample, answerOf(completion.tokens, used?.calls));
  });
  return problems.map((problem, p) => ({
    problem: {
      id: problem.id,
      prompt: problem.prompt,
      entry: isFunction(problem) ? problem.entry : undefined,
      prefix: problem.prefix,
      level: problem.level,
      reference: problem.reference,
    },
    prompt_tokens: prompts[p],
    tests: problem.tests.filter(isHidden).map((test) => shownTest(problem, test)),
    samples: completions.slice(p * num_generations, (p + 1) * num_generations).map((completion, s): Sample => {
      const { tokens, logprobs, ended, inserted } = completion;
      const used = interpreter?.of(p * num_generations + s, completion);
      return {
        completion: answerOf(tokens, used?.calls),
        tokens,
        pieces: tokens.map((token) => policy.tokenizer.tokenText(token)),
        loss_mask: lossMask(tokens.length, inserted),
        logprobs,
        ended,
        ...(used && { calls: used.calls, well_formed: used.well_formed }),
      };
    }),
  }));
}
