/** What the explorer takes from a run: its options, and the tokens of its last updates. */
import { CLIP_REGION } from '../../kernels/policy-loss/uniforms';
import { getLoss } from '../../losses/options';
import {
  defaultParameters,
  isAllowed,
  PARAMETER_NAMES,
  PARAMETERS,
  type Parameters,
  type ParameterValue,
  parameterName,
} from '../../losses/parameters';
import type { StepGroups } from '../session/run-state';
import { type CurveLoss, curveOf, inOrder } from './curves';
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

const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** Losses and parameters of a run; options that are not given, or that no parameter can be, are the defaults. */
export function explorerForRun(options: Readonly<Record<string, unknown>>): Explored {
  const loss_type = String(options.loss_type);
  const curve = curveOf(loss_type);
  const parameters: Record<string, ParameterValue> = { ...defaultParameters() };
  for (const name of PARAMETER_NAMES) {
    const { option, loss } = PARAMETERS[name];
    if (loss ? loss !== curve : curve && parameterName(curve, option) !== option) continue;
    const given = options[option];
    const value = typeof given !== 'string' ? given : (FLAGS[given] ?? Number(given || Number.NaN));
    if (isAllowed(name, value)) parameters[name] = value;
  }
  // A GRPO whose upper bound is not its lower one has the curve of DAPO.
  const linked = Object.entries((curve && getLoss(curve).linked) ?? {});
  const lopsided = linked.some(([name, leader]) => options[name] !== undefined && options[name] !== options[leader]);
  const own = lopsided ? 'dapo' : curve;
  const losses = inOrder([...BESIDE, ...(own ? [own] : [])]);
  return { own, losses, parameters: parameters as unknown as Parameters };
}

/** Every trained token of a step as the update that trained on it found it; null where that was not recorded. */
export function ratioTokens({ tokens }: StepGroups): RatioTokens | null {
  if (!tokens) return null;
  const ratio: number[] = [];
  const advantage: number[] = [];
  const sequence: number[] = [];
  let id = 0;
  tokens.forEach((records) => {
    records.forEach((record) => {
      if (!record) return;
      record.ratio.forEach((of_token, t) => {
        if (record.clip_region[t] === CLIP_REGION.masked) return;
        ratio.push(of_token);
        advantage.push(record.advantage[t]);
        sequence.push(id);
      });
      id++;
    });
  });
  return { ratio, advantage, sequence };
}
