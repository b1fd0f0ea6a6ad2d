/** Completions to imitate as tokens, and which of them the model is to write itself. */
import type { Example } from '../../tasks/corpus';
import type { Policy } from '../policy/policy';
import { turnTokens } from '../policy/policy';

/**
 * The tokens of a completion, end token included; `own` is 0 for what a tool says: all that follows `<|output|>`, up to and
 * with the `<|turn|>` that begins the next turn.
 */
export function completionTokens(
  policy: Pick<Policy, 'tokenizer' | 'endTokens'>,
  { completion, turns = false }: Example,
): { tokens: number[]; own: number[] } {
  const tokens = [...policy.tokenizer.encode(completion, { special: turns }), policy.endTokens[0]];
  if (!turns) return { tokens, own: tokens.map(() => 1) };
  const { output, turn } = turnTokens(policy);
  let inserted = false;
  const own = tokens.map((token) => {
    const was = inserted;
    if (token === output) inserted = true;
    if (token === turn) inserted = false;
    return was ? 0 : 1;
  });
  return { tokens, own };
}
