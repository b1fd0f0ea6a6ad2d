/** All that is known of a token, and what other losses would have made of it. */

import { CLIP_REGION_NAMES, type ClipRegion } from '../../kernels/policy-loss/uniforms';
import type { Sample } from '../../rl/records/group';
import type { CurveLoss } from '../loss-explorer/curves';
import type { Explored } from '../loss-explorer/explorer-of-run';
import { type TokenFactor, tokenFactors } from '../loss-explorer/token';
import type { CurveToken } from '../session/token-place';
import type { SampleRecord } from './quantities';

/** The losses that are compared, beside the run's own: they differ only beyond the bounds. */
const COMPARED: readonly CurveLoss[] = ['grpo', 'cispo', 'gppo'];

export interface TokenFacts {
  piece: string;
  id: number;
  /** An interpreter put it in: it is read by the model, and nothing else is known of it. */
  inserted: boolean;
  /** Log-prob that the ratio was taken against; before the update that of sampling. */
  old?: number;
  advantage?: number;
  /** From the update on. */
  now?: {
    log_prob: number;
    ratio: number;
    /** δ of the whole program; only under a loss whose ratio is one of the sequence. */
    sequence_ratio?: number;
    entropy: number;
    contribution: number;
    clip_region: ClipRegion;
    update: number;
  };
  /** F(δ) under each loss with the bounds of the run, its own loss first where it is none of the others. */
  factors?: (TokenFactor & { own: boolean })[];
  /** The token's place on the curves; absent where its advantage is 0. */
  point?: CurveToken;
}

/** `explored` is the run's loss with its bounds; undefined where the run is not known. */
export function tokenFacts(
  sample: Sample,
  record: SampleRecord,
  t: number,
  explored: Explored | undefined,
): TokenFacts {
  const facts: TokenFacts = { piece: sample.pieces[t], id: sample.tokens[t], inserted: sample.loss_mask[t] === 0 };
  if (facts.inserted) return facts;
  const old = (record?.old_log_prob ?? sample.logprobs)[t];
  facts.old = old;
  facts.advantage = record ? record.advantage[t] : sample.advantage;
  if (!record) return facts;
  const { log_prob, entropy, contribution, clip_region, update } = record;
  const [ratio, sequence_ratio] = [record.ratio[t], record.sequence_ratio?.[t]];
  const advantage = record.advantage[t];
  const own = explored?.own;
  facts.now = {
    log_prob: log_prob[t],
    ratio,
    ...(sequence_ratio !== undefined && { sequence_ratio }),
    entropy: entropy[t],
    contribution: contribution[t],
    clip_region: CLIP_REGION_NAMES[clip_region[t]],
    update,
  };
  if (explored && ratio > 0) {
    const token = { ratio, advantage, sequence_ratio, loss: own };
    const losses = own === undefined || COMPARED.includes(own) ? COMPARED : [own, ...COMPARED];
    facts.factors = tokenFactors(token, losses, explored.parameters).map((one) => ({ ...one, own: one.loss === own }));
    if (advantage !== 0) facts.point = { ...token, label: shortLabel(facts.piece) };
  }
  return facts;
}

/** A piece of text short enough to stand at a dot. */
function shortLabel(piece: string): string {
  const text = JSON.stringify(piece);
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 2)}…"`;
}

const LONGEST_LABEL = 16;

/** What the bounds of the run's loss did to the token. */
export function clipText({ clip_region, contribution }: NonNullable<TokenFacts['now']>): string {
  const fate = contribution === 0 ? 'clipped, no gradient' : 'gradient kept';
  switch (clip_region) {
    case 'inside':
      return 'inside the bounds';
    case 'low':
      return `below the lower bound: ${fate}`;
    case 'high':
      return `above the upper bound: ${fate}`;
    case 'dual':
      return 'above the dual clip: no gradient';
    case 'masked':
      return 'not trained on';
  }
}
