/** All that is known of a token, and what other losses would have made of it. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import { kindOf, type PolicyLossOptions, REGION, type Region } from '../../kernels/policy-loss/options';
import type { Sample } from '../../rl/events';
import { ownMask } from '../../rl/own-tokens';
import type { Measured } from './quantities';

/** The losses that are compared: all three differ only beyond the bounds. */
export const COMPARED = ['grpo', 'cispo', 'gppo'] as const;
export type Compared = (typeof COMPARED)[number];

export interface Facts {
  piece: string;
  id: number;
  /** An interpreter put it in: it is read by the model, and nothing else is known of it. */
  inserted: boolean;
  /** Log-prob that the ratio was taken against; before the update that of sampling. */
  old?: number;
  advantage?: number;
  /** From the update on. */
  now?: { log_prob: number; ratio: number; entropy: number; contribution: number; region: Region; update: number };
  /** F(δ) under each loss, with the bounds of the run. */
  factors?: Record<Compared, { F: number; region: Region; own: boolean }>;
}

/** The loss of the run gives the bounds; undefined where the run is not known. */
export function factsOf(sample: Sample, record: Measured, t: number, loss: PolicyLossOptions | undefined): Facts {
  const facts: Facts = { piece: sample.pieces[t], id: sample.tokens[t], inserted: ownMask(sample)[t] === 0 };
  if (facts.inserted) return facts;
  facts.old = (record?.old_log_prob ?? sample.logprobs)[t];
  facts.advantage = record ? record.advantage[t] : sample.advantage;
  if (!record) return facts;
  const { log_prob, ratio, entropy, contribution, region, update } = record;
  facts.now = {
    log_prob: log_prob[t],
    ratio: ratio[t],
    entropy: entropy[t],
    contribution: contribution[t],
    region: REGION_NAMES[region[t]],
    update,
  };
  if (loss && ratio[t] > 0) {
    const of = (loss_type: Compared) => {
      const { F, region } = gradientFactor(ratio[t], record.advantage[t], { ...loss, loss_type });
      return { F, region, own: nameOf(loss) === loss_type };
    };
    facts.factors = { grpo: of('grpo'), cispo: of('cispo'), gppo: of('gppo') };
  }
  return facts;
}

const REGION_NAMES = Object.keys(REGION) as Region[];

/** Which of the compared losses the run's is; undefined when another one. */
function nameOf({ loss_type }: PolicyLossOptions): Compared | undefined {
  if (loss_type === 'gppo' || loss_type === 'cispo') return loss_type;
  return kindOf(loss_type) === 'clip' && loss_type !== 'gspo' ? 'grpo' : undefined;
}

/** Of the run's own loss: what it did there. */
export function regionText({ region, contribution }: NonNullable<Facts['now']>): string {
  const fate = contribution === 0 ? 'clipped, no gradient' : 'gradient kept';
  switch (region) {
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
