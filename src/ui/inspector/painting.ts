/** The colours and marks of a group's tokens: one scale for all its programs, so that they compare. */

import { quantile } from '../../common/statistics';
import { CLIP_REGION } from '../../kernels/policy-loss/uniforms';
import { type Group, type Sample, startOfTurn, type TokenRecord } from '../../rl/records/group';
import { brief } from '../common/format';
import type { Quantity } from '../session/token-place';
import { quantityLook, type SampleRecord, tokenValues } from './quantities';

/** What the bounds of the loss did to a token, shown by pattern so that it is there without colour. */
export const MARKS = {
  clipped: { label: 'clipped', meaning: 'Beyond the bound: no gradient' },
  kept: {
    label: 'beyond the bound, gradient kept',
    meaning: 'Beyond the bound: GPPO and CISPO keep its gradient there',
  },
  dual: { label: 'dual clip', meaning: 'A ratio above the dual clip: no gradient' },
} as const;
type Mark = keyof typeof MARKS;

/** The mark of token `t`. Undefined inside the bounds, where there was no advantage to follow, and before the update. */
function tokenMark(record: SampleRecord, t: number): Mark | undefined {
  if (!record || record.advantage[t] === 0) return undefined;
  const clip_region = record.clip_region[t];
  if (clip_region === CLIP_REGION.dual) return 'dual';
  if (clip_region !== CLIP_REGION.low && clip_region !== CLIP_REGION.high) return undefined;
  return record.contribution[t] === 0 ? 'clipped' : 'kept';
}

/** A few far values would leave all others pale: what lies beyond this share of them on either side is clamped. */
const OUTLYING = 0.02;

interface Scale {
  /** The size from which on the colour is at its full. */
  limit: number;
  /** −1 to 1, or 0 to 1. */
  strength(value: number): number;
}

/** Symmetric around 0, its ends at the 2–98 % quantile of the values; where that is 0, at the farthest of them. */
export function colourScale(values: readonly number[]): Scale {
  const sorted = Float64Array.from(values).sort();
  const sizeAt = (q: number) => (sorted.length === 0 ? 0 : Math.max(-quantile(sorted, q), quantile(sorted, 1 - q)));
  const limit = sizeAt(OUTLYING) || sizeAt(0);
  return {
    limit,
    strength: (value) => (limit === 0 ? 0 : Math.min(Math.max(value / limit, -1), 1)),
  };
}

export interface PaintedSample {
  /** −1 to 1 (0 to 1 for a `size`) a token; undefined where it has no value. */
  strengths: (number | undefined)[];
  marks: (Mark | undefined)[];
}

export interface Painting {
  quantity: Quantity;
  samples: PaintedSample[];
  /** The value of the strongest colour; undefined where no token has a value. */
  limit?: number;
  /** The marks that occur. */
  marks: Mark[];
  /** Whether any token has a text: without the tokenizer, imported ones have none. */
  texts: boolean;
}

/** What is known of the update of a step: `later`, it was not made yet; `never`, it was, and nobody kept what it measured. */
export type UpdateStatus = 'measured' | 'later' | 'never';

/** `tokens`: what the updates of this step measured; `done`: the last step of the run whose update is complete. */
export const updateStatus = (tokens: unknown, step: number, done: number): UpdateStatus =>
  tokens !== undefined ? 'measured' : done < step ? 'later' : 'never';

/** What the step's updates measured on a sample of the group; `records` are the group's, undefined before the update. */
export const sampleRecord = (records: readonly (TokenRecord | null)[] | undefined, sample: number): SampleRecord =>
  records === undefined ? undefined : (records[sample] ?? null);

export function paint(
  { samples }: Pick<Group, 'samples'>,
  records: readonly (TokenRecord | null)[] | undefined,
  quantity: Quantity,
): Painting {
  const values = samples.map((sample, s) => tokenValues(sample, sampleRecord(records, s), quantity));
  const known = values.flat().filter((value) => value !== undefined);
  const { limit, strength } = colourScale(known);
  const painted = samples.map((sample, s) => ({
    strengths: values[s].map((value) => (value === undefined ? undefined : strength(value))),
    marks: sample.tokens.map((_, t) => tokenMark(sampleRecord(records, s), t)),
  }));
  const seen = new Set(painted.flatMap(({ marks }) => marks));
  const marks = (Object.keys(MARKS) as Mark[]).filter((mark) => seen.has(mark));
  const texts = samples.some(({ pieces }) => pieces.length > 0);
  return { quantity, samples: painted, marks, texts, ...(known.length > 0 && { limit }) };
}

/** How a token looks: its class, and the colour behind it. */
export function tokenLook({ strengths, marks }: PaintedSample, t: number, quantity: Quantity) {
  const strength = strengths[t] ?? 0;
  const mark = marks[t];
  const hue = quantityLook(quantity).scale === 'size' ? 'size' : strength > 0 ? 'blue' : 'orange';
  const share = (Math.abs(strength) * FULL).toFixed(0);
  return {
    class: mark ? `token ${mark}` : 'token',
    style: share === '0' ? undefined : { backgroundColor: `color-mix(in srgb, var(--${hue}) ${share}%, transparent)` },
  };
}

/** Per cent of the hue at full strength: text on it stays readable. */
const FULL = 46;

const WHY_NONE: Record<UpdateStatus, string> = {
  measured: 'no update trained on these programs',
  later: 'comes with the update of the step',
  never: 'not in the imported file',
};

/** What the strongest colour stands for, or why there is none. */
export function limitText({ quantity, limit, texts }: Painting, known: UpdateStatus): string {
  if (!texts) return 'nothing to colour: the imported file has no texts of tokens';
  if (limit === undefined) return WHY_NONE[known];
  if (limit === 0) return quantity === 'ratio' ? 'every δ is 1' : 'all are 0';
  switch (quantity) {
    case 'ratio':
      return `full colour at δ ≤ ${brief(Math.exp(-limit))} or ≥ ${brief(Math.exp(limit))}`;
    case 'log_prob':
      return `full colour at ≤ \u2212${brief(limit)}`;
    case 'entropy':
      return `full colour at ≥ ${brief(limit)}`;
    default:
      return `full colour at ±${brief(limit)}`;
  }
}

/**
 * Positions of the tokens that spell the program, those of the turns before it among them. Undefined where they do not spell
 * it one by one: a character may span several byte tokens.
 */
export function spelling({ completion, pieces, ended, calls }: Sample): number[] | undefined {
  const texts = ended ? pieces.slice(0, -1) : pieces;
  return texts.slice(startOfTurn(calls)).join('') === completion ? texts.map((_, t) => t) : undefined;
}
