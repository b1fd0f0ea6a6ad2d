/**
 * Which tokens of a sample the model wrote. What a tool put in is read by the model and by nothing else: it is left out of
 * losses, KL, entropy, lengths and denominators (R1-Code-Interpreter; the `info_mask` of Search-R1).
 */
import type { Sample, ToolCall } from './group';

type Tokens = Pick<Sample, 'calls'> & { tokens: { length: number } };

/** 1 for each token of the model's own, 0 for one that was inserted. */
export function ownMask({ tokens, calls = [] }: Tokens): Uint8Array {
  const mask = new Uint8Array(tokens.length).fill(1);
  for (const { inserted } of calls) mask.fill(0, ...inserted);
  return mask;
}

/** Tokens of the model's own. */
export function ownLength({ tokens, calls = [] }: Tokens): number {
  return calls.reduce((length, { inserted: [from, to] }) => length - (to - from), tokens.length);
}

/** Of values a token, those of the model's own tokens. */
export function ownOf(sample: Tokens, values: ArrayLike<number>): number[] {
  const mask = ownMask(sample);
  return Array.from(values).filter((_, t) => mask[t] !== 0);
}

/** Where the turn after these calls begins. */
export const startOfTurn = (calls: readonly ToolCall[] = []): number => calls.at(-1)?.inserted[1] ?? 0;
