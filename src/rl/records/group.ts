/** The records of a step: groups of sampled programs with their tokens, verdicts, rewards and advantages. */
import type { Verdict } from '../../sandbox/types';

/** The kinds of hack; the meaning of the metric `hack/<kind>_frac` says what each is. */
export const HACKS = ['visible_only', 'lookup_table', 'constant', 'tampering'] as const;
export type Hack = (typeof HACKS)[number];

/** A program that the model ran on its way to an answer. */
export interface ToolCall {
  program: string;
  /** What the model was shown of its output, or of what went wrong. */
  output: string;
  /** Whether it threw, met a limit, or was no program at all. */
  failed: boolean;
  /** The span of the output among the sample's tokens, from and to (exclusive): the model did not write these tokens. */
  inserted: [from: number, to: number];
}

/**
 * One program that the model wrote. Nothing changes a sample: judging, scoring and the advantage estimator each return new
 * samples that carry one more of the optional fields.
 */
export interface Sample {
  /** The completion as text, without the end token; after calls, what came after the last one. */
  readonly completion: string;
  /** [tokens] Token ids of the completion, with the end token where there is one and with inserted tokens. */
  readonly tokens: number[];
  /** [tokens] The text of each token. */
  readonly pieces: string[];
  /** [tokens] 1 for each token that the model wrote, 0 for one that an interpreter inserted. */
  readonly loss_mask: number[];
  /** [tokens] Log-prob under the policy that sampled the token, at the sampling temperature; 0 for inserted tokens. */
  readonly logprobs: number[];
  /** False when the completion was cut: at max_completion_length, or at a call beyond max_tool_calls. */
  readonly ended: boolean;
  /** The programs that the completion ran, in order; absent without an interpreter. */
  readonly calls?: ToolCall[];
  /** Whether calls and answer have the form that `interpreter.ts` says; absent without an interpreter. */
  readonly well_formed?: boolean;
  /** Set by `Judging`. Absent when the judge itself failed: then the sample is excluded. */
  readonly verdict?: Verdict;
  /** Set by `Judging`, or by `RewardScorer` where a reward model replaces the tests. */
  readonly reward?: number;
  /** Set by `assignAdvantages`: the mean of the token-level advantages over the response. */
  readonly advantage?: number;
  /** Set by `markHacks`: how the program looks for the reward in place of the solution; absent when in no known way. */
  readonly hacks?: Hack[];
}

/** All programs written for one prompt. */
export interface Group {
  readonly problem: { id: string; prompt: string; entry?: string; prefix?: string; level?: number; reference?: string };
  /** Token ids of the prompt, as the policy read them; empty in a group that was read from a log without them. */
  readonly prompt_tokens: number[];
  /** The tests as readable calls and values, in the order of the verdicts' `tests`. */
  readonly tests: { call: string; expected: string }[];
  readonly samples: Sample[];
}

/** The groups with each sample replaced by what `change` makes of it. */
export const mapSamples = (
  groups: readonly Group[],
  change: (sample: Sample, group: number, index: number) => Sample,
): Group[] => groups.map((group, g) => ({ ...group, samples: group.samples.map((sample, s) => change(sample, g, s)) }));

/**
 * [tokens] 1 everywhere but in the inserted spans. What a tool inserts is read by the model and by nothing else: losses,
 * KL, entropy, lengths and denominators leave it out (R1-Code-Interpreter; the `info_mask` of Search-R1).
 */
export function lossMask(tokens: number, inserted: readonly ToolCall['inserted'][] = []): number[] {
  const mask = new Array<number>(tokens).fill(1);
  for (const span of inserted) mask.fill(0, ...span);
  return mask;
}

/** Tokens that the model wrote. */
export const responseLength = ({ loss_mask }: Pick<Sample, 'loss_mask'>): number =>
  loss_mask.reduce((sum, on) => sum + on, 0);

/** The values, given per token, of the tokens that the model wrote. */
export const responseValues = ({ loss_mask }: Pick<Sample, 'loss_mask'>, values: ArrayLike<number>): number[] =>
  Array.from(values).filter((_, t) => loss_mask[t] !== 0);

/** The index of the token with which the turn after these calls begins. */
export const startOfTurn = (calls: readonly ToolCall[] = []): number => calls.at(-1)?.inserted[1] ?? 0;

/** A group as a log, a recording or a checkpoint holds it: an older one has neither prompt tokens nor masks. */
export type StoredGroup = Omit<Group, 'prompt_tokens' | 'samples'> &
  Partial<Pick<Group, 'prompt_tokens'>> & { samples: readonly StoredSample[] };
type StoredSample = Omit<Sample, 'loss_mask'> & Partial<Pick<Sample, 'loss_mask'>>;

/** The group of a stored one: the mask of a sample follows from its calls. */
export const restoreGroup = ({ prompt_tokens = [], samples, ...group }: StoredGroup): Group => ({
  ...group,
  prompt_tokens,
  samples: samples.map((sample) => ({
    ...sample,
    loss_mask:
      sample.loss_mask ??
      lossMask(
        sample.tokens.length,
        sample.calls?.map(({ inserted }) => inserted),
      ),
  })),
});

/**
 * What the last update that trained on a sample measured on each of its tokens, by position in `Sample.tokens`. Tokens
 * that were not trained on, such as those that an interpreter inserted, have clip region `masked` and zeros.
 */
export interface TokenRecord {
  /** The index of that update within the step, from 0. */
  update: number;
  /** Where the token lies with respect to the bounds of the loss, as a number of `CLIP_REGION`. */
  clip_region: Uint8Array;
  /** Log-prob, in nats, under the weights before the update, at the sampling temperature. */
  log_prob: Float32Array;
  /** Log-prob of the ratio's denominator; absent where it is `Sample.logprobs`. */
  old_log_prob?: Float32Array;
  /** δ = π/π_old of the token. */
  ratio: Float32Array;
  /** δ of the whole sequence; only under a loss whose ratio is one of the sequence. */
  sequence_ratio?: Float32Array;
  /** Entropy of the distribution that the token was drawn from, in nats. */
  entropy: Float32Array;
  advantage: Float32Array;
  /** A·F(δ)·w: the push of the policy term on the token's log-prob, with w the token's weight in the loss. Above 0: more likely. */
  contribution: Float32Array;
}

/** Token records [group][sample] of the step's `verdicts` event; null for a sample that no update trained on. */
export type TokenRecords = (TokenRecord | null)[][];

/** Token records as a store or a recording holds them: an older one calls the clip region `region`. */
export type StoredTokenRecords = ((Omit<TokenRecord, 'clip_region'> & { region: Uint8Array }) | TokenRecord | null)[][];

export const restoreTokenRecords = (stored: StoredTokenRecords): TokenRecords =>
  stored.map((samples) =>
    samples.map((record) => {
      if (!record || 'clip_region' in record) return record;
      const { region, ...rest } = record;
      return { ...rest, clip_region: region };
    }),
  );
