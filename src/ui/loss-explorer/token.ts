/** One token on the curves: what it is, and what each loss makes of it. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import type { ClipRegion } from '../../kernels/policy-loss/uniforms';
import { getLoss } from '../../losses/options';
import type { Parameters } from '../../losses/parameters';
import type { CurveToken } from '../session/token-place';
import { type CurveLoss, curveOf, lossOptions } from './curves';

/** Throws a TypeError when this is no token that has a place on a curve. */
export function checkToken({ ratio, advantage, sequence_ratio, loss }: CurveToken): void {
  if (!(ratio > 0 && Number.isFinite(ratio))) throw new TypeError(`token: ratio is ${ratio}, and must be above 0`);
  if (!Number.isFinite(advantage) || advantage === 0) {
    throw new TypeError(`token: advantage is ${advantage}, and must be a number above or below 0`);
  }
  if (sequence_ratio !== undefined && !(sequence_ratio > 0 && Number.isFinite(sequence_ratio))) {
    throw new TypeError(`token: sequence_ratio is ${sequence_ratio}, and must be above 0`);
  }
  if (loss !== undefined && curveOf(loss) === undefined) {
    throw new TypeError(`token: loss ${JSON.stringify(loss)} is no loss_type`);
  }
}

export interface TokenFactor {
  loss: CurveLoss;
  /** The δ that the loss goes by. */
  ratio: number;
  gradient_factor: number;
  clip_region: ClipRegion;
}

/** What each loss makes of the token; none for those of a sequence's ratio where the ratio of the sequence is not known. */
export function tokenFactors(
  { ratio, advantage, sequence_ratio, loss: own }: CurveToken,
  losses: readonly CurveLoss[],
  parameters: Parameters,
): TokenFactor[] {
  // `sequence_ratio` is what the token's own loss goes by, and the geometric mean for one that goes by no sequence.
  const level = own === undefined ? 'token' : getLoss(curveOf(own)!).ratio;
  const ratios = { token: ratio, [level === 'token' ? 'sequence' : level]: sequence_ratio };
  return losses.flatMap((loss) => {
    const at: number | undefined = ratios[getLoss(loss).ratio];
    if (at === undefined) return [];
    const { gradient_factor, clip_region } = gradientFactor(at, advantage, lossOptions(loss, parameters));
    return [{ loss, ratio: at, gradient_factor, clip_region }];
  });
}
