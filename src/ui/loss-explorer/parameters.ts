/** The parameters of the losses as the explorer takes them: the names of the run's options, their ranges and texts. */
import { policyLossOptions } from '../../kernels/policy-loss/options';

export interface Parameters {
  epsilon: number;
  epsilon_high: number;
  /** Dual clip; null for none. */
  delta: number | null;
  gppo_beta_low: number;
  gppo_beta_high: number;
  /** 0 for none. */
  cispo_min: number;
  cispo_max: number;
  sapo_temperature_pos: number;
  sapo_temperature_neg: number;
  dro_beta: number;
  gspo_epsilon: number;
  gspo_epsilon_high: number;
}
export type ParameterName = keyof Parameters;

interface Parameter {
  /** As in a formula. */
  symbol: string;
  meaning: string;
  /** What may be given: from `min` on, or above `above`, and below `below`. */
  min?: number;
  above?: number;
  below?: number;
  /** The ends of its slider, and a step of it. */
  slider: [from: number, to: number, step: number];
}

export const PARAMETERS: Record<ParameterName, Parameter> = {
  epsilon: { symbol: 'ε low', meaning: 'the clip begins below 1 − ε', above: 0, below: 1, slider: [0.01, 0.9, 0.01] },
  epsilon_high: { symbol: 'ε high', meaning: 'the clip begins above 1 + ε high', above: 0, slider: [0.01, 3, 0.01] },
  delta: { symbol: 'c', meaning: 'dual clip: A < 0 and δ > c is dropped', above: 1, slider: [1.05, 12, 0.05] },
  gppo_beta_low: { symbol: 'β low', meaning: 'scales what GPPO keeps below', min: 0, slider: [0, 2, 0.05] },
  gppo_beta_high: { symbol: 'β high', meaning: 'scales what GPPO keeps above', min: 0, slider: [0, 2, 0.05] },
  cispo_min: { symbol: 'w min', meaning: 'the least weight under CISPO; 0: none', min: 0, slider: [0, 1, 0.01] },
  cispo_max: { symbol: 'w max', meaning: 'the greatest weight under CISPO', above: 0, slider: [0.5, 12, 0.05] },
  sapo_temperature_pos: { symbol: 'τ, A > 0', meaning: "steepness of SAPO's gate", above: 0, slider: [0.1, 10, 0.05] },
  sapo_temperature_neg: { symbol: 'τ, A < 0', meaning: "steepness of SAPO's gate", above: 0, slider: [0.1, 10, 0.05] },
  dro_beta: { symbol: 'β DRO', meaning: 'weight of half the squared log δ', min: 0, slider: [0, 2, 0.05] },
  gspo_epsilon: {
    symbol: 'GSPO ε low',
    meaning: 'its own clip, below',
    above: 0,
    below: 1,
    slider: [1e-4, 0.01, 1e-4],
  },
  gspo_epsilon_high: { symbol: 'GSPO ε high', meaning: 'its own clip, above', above: 0, slider: [1e-4, 0.01, 1e-4] },
};

export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** What the losses take when nothing else is said. */
export function defaultParameters(): Parameters {
  const gppo = policyLossOptions({ loss_type: 'gppo' });
  const gspo = policyLossOptions({ loss_type: 'gspo' });
  return {
    epsilon: gppo.epsilon,
    epsilon_high: gppo.epsilon_high,
    delta: gppo.delta,
    gppo_beta_low: gppo.gppo_beta_low,
    gppo_beta_high: gppo.gppo_beta_high,
    cispo_min: gppo.cispo_min ?? 0,
    cispo_max: gppo.cispo_max ?? Infinity,
    sapo_temperature_pos: gppo.sapo_temperature_pos,
    sapo_temperature_neg: gppo.sapo_temperature_neg,
    dro_beta: gppo.dro_beta,
    gspo_epsilon: gspo.epsilon,
    gspo_epsilon_high: gspo.epsilon_high,
  };
}

export function isAllowed(name: ParameterName, value: number | null): boolean {
  if (value === null) return name === 'delta';
  const { min, above, below } = PARAMETERS[name];
  return (
    Number.isFinite(value) &&
    (min === undefined || value >= min) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

/** The value of an attribute. Throws a RangeError that names the parameter and what it may be. */
export function parseParameter(name: ParameterName, text: string): number | null {
  const value = name === 'delta' && ['', 'none', 'null'].includes(text.trim()) ? null : Number(text.trim() || NaN);
  if (!isAllowed(name, value)) throw new RangeError(`${name}: ${JSON.stringify(text)} is no ${rangeText(name)}`);
  return value;
}

function rangeText(name: ParameterName): string {
  const { min, above, below } = PARAMETERS[name];
  const bounds = [
    min !== undefined && `from ${min}`,
    above !== undefined && `above ${above}`,
    below !== undefined && `below ${below}`,
  ].filter(Boolean);
  return `number ${bounds.join(' and ')}${name === 'delta' ? ', or "none"' : ''}`;
}
