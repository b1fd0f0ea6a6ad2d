/** The losses that can be shown: name, the parameters each one reads, and its curve. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import { type PolicyLossOptions, policyLossOptions } from '../../kernels/policy-loss/options';
import type { ParameterName, Parameters } from './parameters';

/** Losses that differ per token. `dr_grpo` and `bnpo` have GRPO's factor and differ in how tokens are summed. */
export const CURVE_LOSSES = [
  'reinforce',
  'reinforce_is',
  'grpo',
  'dapo',
  'gppo',
  'cispo',
  'cispo_masked',
  'sapo',
  'dro',
  'gspo',
] as const;
export type CurveLoss = (typeof CURVE_LOSSES)[number];

const SAME_FACTOR: Readonly<Record<string, CurveLoss>> = { dr_grpo: 'grpo', bnpo: 'grpo' };

interface Shown {
  label: string;
  reads: readonly ParameterName[];
  /** What one cannot see in its curve, which is drawn for this |A|. */
  note?: (size: string) => string;
}

export const CURVES: Record<CurveLoss, Shown> = {
  reinforce: { label: 'REINFORCE', reads: [] },
  reinforce_is: { label: 'REINFORCE + IS', reads: [] },
  grpo: {
    label: 'GRPO',
    reads: ['epsilon', 'delta'],
    note: () =>
      'GRPO clips with ε on both sides; Dr. GRPO and BNPO have the same factor and sum the tokens in other ways.',
  },
  dapo: { label: 'DAPO', reads: ['epsilon', 'epsilon_high', 'delta'] },
  gppo: {
    label: 'GPPO',
    reads: ['epsilon', 'epsilon_high', 'delta', 'gppo_beta_low', 'gppo_beta_high'],
  },
  cispo: { label: 'CISPO', reads: ['cispo_min', 'cispo_max'] },
  cispo_masked: { label: 'CISPO masked', reads: ['epsilon', 'epsilon_high'] },
  sapo: { label: 'SAPO', reads: ['sapo_temperature_pos', 'sapo_temperature_neg'] },
  dro: {
    label: 'DRO',
    reads: ['dro_beta'],
    note: (size) => `DRO's pull back does not grow with A: its factor depends on |A|, and is drawn for |A| = ${size}.`,
  },
  gspo: {
    label: 'GSPO',
    reads: ['gspo_epsilon', 'gspo_epsilon_high', 'delta'],
    note: () =>
      "GSPO's δ is the ratio of a whole sequence, the geometric mean of its tokens': they share one factor. Its ε are its own.",
  },
};

/** `text` as in `losses="grpo,gppo"`, in the order of CURVE_LOSSES. Throws a RangeError that names what is no loss. */
export function parseLosses(text: string): CurveLoss[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const wanted = names.map((name) => {
    const loss = SAME_FACTOR[name] ?? name;
    if (!isCurveLoss(loss)) {
      throw new RangeError(`losses: ${JSON.stringify(name)} is none of ${CURVE_LOSSES.join(', ')}`);
    }
    return loss;
  });
  return inOrder(wanted);
}

/** The curve of a `loss_type`. */
export const curveOf = (loss_type: string): CurveLoss | undefined => {
  const loss = SAME_FACTOR[loss_type] ?? loss_type;
  return isCurveLoss(loss) ? loss : undefined;
};

export const inOrder = (losses: readonly CurveLoss[]): CurveLoss[] =>
  CURVE_LOSSES.filter((loss) => losses.includes(loss));

const isCurveLoss = (name: string): name is CurveLoss => Object.hasOwn(CURVES, name);

/** What the reference takes for a loss at these parameters. */
export function lossOptions(loss: CurveLoss, parameters: Parameters): PolicyLossOptions {
  const { gspo_epsilon, gspo_epsilon_high, ...shared } = parameters;
  const own =
    loss === 'grpo'
      ? { epsilon_high: shared.epsilon }
      : loss === 'gspo'
        ? { epsilon: gspo_epsilon, epsilon_high: gspo_epsilon_high }
        : {};
  return policyLossOptions({ ...shared, ...own, loss_type: loss });
}

export type Domain = readonly [from: number, to: number];

export interface CurvePoint {
  ratio: number;
  F: number;
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
      const { F, surrogate } = gradientFactor(ratio, advantage, options);
      return { ratio, F, surrogate };
    });
}
