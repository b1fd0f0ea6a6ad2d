/** The losses offered on the first screen. The address takes every `loss_type`. */
import { DEFAULT_LOSS, type LossType } from '../../losses/catalogue';
import { getLoss, LOSS_TYPES } from '../../losses/options';
import type { OptionTexts } from './hash-options';
import { recipeChoice } from './recipe-choice';

export const LOSS_CHOICES: readonly { value: LossType; label: string; idea: string }[] = LOSS_TYPES.flatMap((value) => {
  const { label, idea } = getLoss(value);
  return idea === undefined ? [] : [{ value, label, idea }];
});

/** The loss where none is asked for: the recipe's. */
export const defaultLoss = ({ recipe }: OptionTexts): LossType => recipeChoice(recipe)?.loss ?? DEFAULT_LOSS;

/** The loss that the next run has under these options. */
export const lossOf = (options: OptionTexts): string => options.loss_type ?? defaultLoss(options);
