/** The losses that can be shown: name, the parameters each one reads, and its curve. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import type { LOSSES, LossType } from '../../losses/catalogue';
import { getLoss, LOSS_TYPES, type PolicyLossOptions, policyLossOptions } from '../../losses/options';
import { controlledOptions, type ParameterName, type Parameters, parameterName } from '../../losses/parameters';

/** Losses that differ per token; the others have the curve of one of these and sum the tokens in another way. */
export type CurveLoss = {
  [Name in LossType]: (typeof LOSSES)[Name] extends { curve: string } ? never : Name;
}[LossType];

export const CURVE_LOSSES = LOSS_TYPES.filter((loss): loss is CurveLoss => getLoss(loss).curve === undefined);

interface Shown {
  label: string;
  reads: readonly ParameterName[];
  /** What one cannot see in its curve, which is drawn for this |A|. */
  note?: (size: string) => string;
}

export const CURVES = Object.fromEntries(
  CURVE_LOSSES.map((loss) => {
    const { label, note } = getLoss(loss);
    return [loss, { label, note, reads: controlledOptions(loss).map((option) => parameterName(loss, option)) }];
  }),
) as unknown as Record<CurveLoss, Shown>;

/** `text` as in `losses="grpo,gppo"`, in the order of CURVE_LOSSES. Throws a RangeError that names what is no loss. */
export function parseLosses(text: string): CurveLoss[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const wanted = names.map((name) => {
    const loss = curveOf(name);
    if (loss === undefined) {
      throw new RangeError(`losses: ${JSON.stringify(name)} is none of ${CURVE_LOSSES.join(', ')}`);
    }
    return loss;
  });
  return inOrder(wanted);
}

/** The curve of a `loss_type`. */
export const curveOf = (loss_type: string): CurveLoss | undefined => {
  const known = LOSS_TYPES.find((name) => name === loss_type);
  return known && ((getLoss(known).curve ?? known) as CurveLoss);
};

export const inOrder = (losses: readonly CurveLoss[]): CurveLoss[] =>
  CURVE_LOSSES.filter((loss) => losses.includes(loss));

/** What the reference takes for a loss at these parameters. */
export function lossOptions(loss: CurveLoss, parameters: Parameters): PolicyLossOptions {
  const own = controlledOptions(loss).map((option) => [option, parameters[parameterName(loss, option)]]);
  return policyLossOptions({ loss_type: loss, ...Object.fromEntries(own) });
}

export type Domain = readonly [from: number, to: number];

export interface CurvePoint {
  ratio: number;
  gradient_factor: number;
  surrogate: number;
}

const SAMPLES = 160;
/** So far to either side of a bound a curve is looked at, that a jump stands upright. */
const BESIDE = 1e-6;

/** F and surrogate over a domain of ratios at an advantage, evenly in log δ and on both sides of every bound. */
export function curvePoints(
  loss: CurveLoss,
  advantage: number,
  parameters: Parameters,
  [from, to]: Domain,
): CurvePoint[] {
  const options = lossOptions(loss, parameters);
  const { epsilon, epsilon_high, delta, cispo_min, cispo_max } = options;
  const bounds = [1 - epsilon, 1 + epsilon_high, delta, cispo_min, cispo_max].filter((bound) => bound !== null);
  const grid = Array.from({ length: SAMPLES + 1 }, (_, i) => from * (to / from) ** (i / SAMPLES));
  const beside = bounds.flatMap((bound) => [bound * (1 - BESIDE), bound * (1 + BESIDE)]);
  return [...grid, ...beside.filter((ratio) => ratio > from && ratio < to)]
    .sort((a, b) => a - b)
    .map((ratio) => {
      const { gradient_factor, surrogate } = gradientFactor(ratio, advantage, options);
      return { ratio, gradient_factor, surrogate };
    });
}
