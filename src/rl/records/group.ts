/** The records of a step: groups of sampled programs with their tokens, verdicts, rewards and advantages. */
import type { Verdict } from '../../sandbox/types';

/** The kinds of hack; `METRICS` says what each is. */
export const HACKS = ['visible_only', 'lookup_table', 'constant', 'tampering'] as const;
export type Hack = (typeof HACKS)[number];

/** A program that the model ran on its way to an answer. */
export interface ToolCall {
  program: string;
  /** What the model was shown of its output, or of what went wrong. */
  output: string;
  /** Whether it threw, met a limit, or was no program at all. */
  failed: boolean;
  /** Where that lies among the sample's tokens, from and to (exclusive): these the model did not write. */
  inserted: [from: number, to: number];
}

/** One program the model wrote. */
export interface Sample {
  /** The completion as text, without the end token; after calls, what came after the last one. */
  completion: string;
  /** Its tokens, with the end token where there is one and all that was inserted, and their text. */
  tokens: number[];
  pieces: string[];
  /** Log-prob of each token under the policy that sampled it, at the sampling temperature; 0 for those that were inserted. */
  logprobs: number[];
  /** False when it was cut: at max_completion_length, or at a call beyond max_tool_calls. */
  ended: boolean;
  /** The programs that it ran, in order; absent without an interpreter. */
  calls?: ToolCall[];
  /** Whether calls and answer have the form that `interpreter.ts` says; absent without an interpreter. */
  well_formed?: boolean;
  /** Absent when the judge itself failed: then the sample is excluded. */
  verdict?: Verdict;
  reward?: number;
  advantage?: number;
  /** How it looks for the reward in place of the solution; absent when in no known way. */
  hacks?: Hack[];
}

/** All programs written for one prompt. */
export interface Group {
  problem: { id: string; prompt: string; entry?: string; prefix?: string; level?: number; reference?: string };
  /** The tests as readable calls and values, in the order of the verdicts' `tests`. */
  tests: { call: string; expected: string }[];
  samples: Sample[];
}

/**
 * What the last update that trained on a sample measured on each of its tokens, by position in `Sample.tokens`. Tokens
 * that were not trained on, those that an interpreter put in among them, have region `masked` and zeros.
 */
export interface TokenRecord {
  /** Which of the step's updates that was, from 0. */
  update: number;
  /** Where the token lay with respect to the bounds of the loss, as a number of `REGION`. */
  region: Uint8Array;
  /** Log-prob under the weights that the update started from, at the sampling temperature. */
  log_prob: Float32Array;
  /** The log-prob that the ratio was taken against; absent where it is `Sample.logprobs`. */
  old_log_prob?: Float32Array;
  /** δ = π/π_old of the token. */
  ratio: Float32Array;
  /** δ of the whole sequence, under a loss that goes by it. */
  sequence_ratio?: Float32Array;
  /** Of the distribution that the token was drawn from, in nats. */
  entropy: Float32Array;
  advantage: Float32Array;
  /** A·F(δ)·w: the push on the token's log-prob by the policy term, w its share of the loss. Above 0: made more likely. */
  contribution: Float32Array;
}

/** By group and sample of the step's `verdicts` event; null for a sample that no update trained on. */
export type TokenRecords = (TokenRecord | null)[][];
