/** How hard an update pushes each token, to first order: the gradient of A log p(token) in the token's own logit. */
import type { Group, Sample } from '../rl/events';
import { ownMask, startOfTurn } from '../rl/own-tokens';

export interface Push {
  text: string;
  /** advantage × (1 - probability), as a share of the greatest one in the group; -1 to 1. */
  push: number;
  /** An interpreter put it in; it is never pushed. */
  inserted?: boolean;
}

/**
 * The tokens of every program with their push. Undefined for a program whose tokens do not spell its text one by one
 * (a character may span several byte tokens), or which has no advantage.
 */
export function pushes({ samples }: Pick<Group, 'samples'>): (Push[] | undefined)[] {
  const raw = samples.map(({ advantage, logprobs }) =>
    advantage === undefined ? undefined : logprobs.map((logprob) => advantage * -Math.expm1(Math.min(logprob, 0))),
  );
  const greatest = Math.max(0, ...raw.flatMap((values) => values?.map(Math.abs) ?? []));
  return samples.map((sample, i) => {
    const values = raw[i];
    const texts = spelled(sample);
    if (!values || !texts) return undefined;
    const own = ownMask(sample);
    return texts.map((text, t) => ({
      text,
      push: greatest === 0 ? 0 : values[t] / greatest,
      ...(own[t] === 0 && { inserted: true }),
    }));
  });
}

/** The pieces that make up the completion, the end token left out; those of the calls before it come first. */
function spelled({ completion, pieces, ended, calls }: Sample): string[] | undefined {
  const texts = ended ? pieces.slice(0, -1) : pieces;
  return texts.slice(startOfTurn(calls)).join('') === completion ? texts : undefined;
}
