/** What tokens can be coloured by. */

import type { Sample, TokenRecord } from '../../rl/records/group';
import type { Quantity } from '../session/token-place';

interface Look {
  label: string;
  meaning: string;
  /** `signed`: 0 is neutral, above it blue, below it orange. `size`: from 0 on, in one hue. */
  scale: 'signed' | 'size';
  /** What the ends of the scale mean. */
  ends: { less?: string; more: string };
}

const PUSHED = { less: 'made less likely', more: 'made more likely' };

export const QUANTITIES = {
  push: {
    label: 'push',
    meaning: 'How far the update moves the token’s own logit: its contribution × (1 − its probability)',
    scale: 'signed',
    ends: PUSHED,
  },
  contribution: {
    label: 'contribution',
    meaning: 'A·F(δ)·w: what the loss multiplies the gradient of the token’s log-prob by, w its share of the loss',
    scale: 'signed',
    ends: PUSHED,
  },
  advantage: {
    label: 'advantage',
    meaning: 'A: how much better the program did than its group',
    scale: 'signed',
    ends: { less: 'worse than its group', more: 'better' },
  },
  ratio: {
    label: 'ratio',
    meaning: 'δ = π/π_old: how likely the token was at its update, against when it was sampled',
    scale: 'signed',
    ends: { less: 'less likely than when sampled', more: 'more likely' },
  },
  log_prob: {
    label: 'log-prob',
    meaning: 'How unlikely the token was: the darker, the lower its log-prob',
    scale: 'size',
    ends: { more: 'unlikely' },
  },
  entropy: {
    label: 'entropy',
    meaning: 'How undecided the model was before the token, in nats',
    scale: 'size',
    ends: { more: 'undecided' },
  },
} as const satisfies Record<Quantity, Look>;

export const quantityLook = (quantity: Quantity): Look => QUANTITIES[quantity];

/** What an update measured on a sample: null when it did not train on it, undefined before it is done. */
export type SampleRecord = TokenRecord | null | undefined;

/**
 * What the scale is laid over, a token of the sample each: the quantity itself, log δ for the ratio and −log π for the
 * log-prob. Undefined where a token has none: put in by an interpreter, not trained on, or before the update.
 */
export function tokenValues(sample: Sample, record: SampleRecord, quantity: Quantity): (number | undefined)[] {
  const read = reader(sample, record, quantity);
  return sample.tokens.map((_, t) => (sample.loss_mask[t] === 0 ? undefined : read?.(t)));
}

function reader(sample: Sample, record: SampleRecord, quantity: Quantity): ((t: number) => number) | undefined {
  const { advantage, logprobs } = sample;
  switch (quantity) {
    case 'push':
      if (record) return (t) => record.contribution[t] * (1 - probability(record.log_prob[t]));
      // Before the update every ratio is 1, and all tokens weigh the same.
      return record === undefined && advantage !== undefined
        ? (t) => advantage * (1 - probability(logprobs[t]))
        : undefined;
    case 'contribution':
      return record ? (t) => record.contribution[t] : undefined;
    case 'advantage':
      if (record) return (t) => record.advantage[t];
      return advantage === undefined ? undefined : () => advantage;
    case 'ratio':
      return record ? (t) => Math.log((record.sequence_ratio ?? record.ratio)[t]) : undefined;
    case 'log_prob':
      return (t) => -(record?.log_prob ?? logprobs)[t];
    case 'entropy':
      return record ? (t) => record.entropy[t] : undefined;
  }
}

const probability = (logprob: number): number => Math.exp(Math.min(logprob, 0));
