/** The losses offered on the first screen. The address takes every `loss_type`. */
import type { LossType } from '../../rl/losses';
import type { OptionTexts } from './hash-options';
import { recipeChoice } from './recipe-choice';

/** The schema's default, which the page knows by heart to stay small. */
export const DEFAULT_LOSS: LossType = 'dapo';

export const LOSS_CHOICES: readonly { value: LossType; label: string; idea: string }[] = [
  { value: 'reinforce', label: 'REINFORCE', idea: 'push by the advantage alone' },
  { value: 'grpo', label: 'GRPO', idea: 'clip the ratio, same bound on both sides' },
  { value: 'dapo', label: 'DAPO', idea: 'clip higher, so that rare tokens can rise' },
  { value: 'cispo', label: 'CISPO', idea: 'clip the weight, keep every gradient' },
  { value: 'gppo', label: 'GPPO', idea: 'keep the gradient of clipped tokens, at the bound' },
];

/** The loss where none is asked for: the recipe's. */
export const defaultLoss = ({ recipe }: OptionTexts): LossType => recipeChoice(recipe)?.loss ?? DEFAULT_LOSS;

/** The loss that the next run has under these options. */
export const lossOf = (options: OptionTexts): string => options.loss_type ?? defaultLoss(options);
