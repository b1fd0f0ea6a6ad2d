/** What the explorer takes from a run: its options, and the tokens of its last updates. */
import { REGION } from '../../kernels/policy-loss/options';
import type { StepGroups } from '../session/run-state';
import { type CurveLoss, curveOf, inOrder } from './curves';
import { defaultParameters, isAllowed, PARAMETER_NAMES, type Parameters } from './parameters';
import type { RatioTokens } from './tokens';

/** Shown beside the run's own loss: what clipping throws away, and the two that keep it. */
const BESIDE: CurveLoss[] = ['grpo', 'cispo', 'gppo'];

/** A run's loss with its bounds, as the explorer takes them. */
export interface Explored {
  /** The curve of the run's loss; undefined where that has none. */
  own: CurveLoss | undefined;
  /** What is shown: that, and those beside it. */
  losses: CurveLoss[];
  parameters: Parameters;
}

/** Losses and parameters of a run; options that are not given, or that no parameter can be, are the defaults. */
export function explorerOf(options: Readonly<Record<string, unknown>>): Explored {
  const parameters: Record<string, number | null> = { ...defaultParameters() };
  const { loss_type } = options;
  for (const name of PARAMETER_NAMES) {
    const option = loss_type === 'gspo' ? GSPO_OPTIONS[name] : name;
    const value = option && options[option];
    const number = typeof value === 'string' ? Number(value || Number.NaN) : value;
    if (typeof number === 'number' && isAllowed(name, number)) parameters[name] = number;
  }
  const curve = curveOf(String(loss_type));
  // A GRPO whose upper bound is not its lower one has the curve of DAPO.
  const lopsided = curve === 'grpo' && options.epsilon_high !== undefined && options.epsilon_high !== options.epsilon;
  const own = lopsided ? 'dapo' : curve;
  const losses = inOrder([...BESIDE, ...(own ? [own] : [])]);
  return { own, losses, parameters: parameters as unknown as Parameters };
}

/** The clip of a GSPO run is GSPO's alone: its bounds are so narrow that no ratio of a token keeps to them. */
const GSPO_OPTIONS: Partial<Record<string, string>> = {
  gspo_epsilon: 'epsilon',
  gspo_epsilon_high: 'epsilon_high',
  delta: 'delta',
};

/** Every trained token of a step as the update that trained on it found it; null where that was not recorded. */
export function tokensOf({ groups, tokens }: StepGroups): RatioTokens | null {
  if (!tokens) return null;
  const ratio: number[] = [];
  const advantage: number[] = [];
  const sequence: number[] = [];
  let id = 0;
  tokens.forEach((records, g) => {
    records.forEach((record, s) => {
      if (!record) return;
      const old = record.old_log_prob ?? groups[g].samples[s].logprobs;
      record.log_prob.forEach((log_prob, t) => {
        if (record.region[t] === REGION.masked) return;
        // Of the token: `record.ratio` is that of its sequence where the loss is GSPO.
        ratio.push(Math.exp(log_prob - old[t]));
        advantage.push(record.advantage[t]);
        sequence.push(id);
      });
      id++;
    });
  });
  return { ratio, advantage, sequence };
}
