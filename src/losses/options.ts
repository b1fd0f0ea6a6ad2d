/** What follows from the catalogue for a `loss_type`: its row, its defaults, and a value for every option. */
import {
  LOSS_OPTIONS,
  LOSSES,
  type Loss,
  type LossOption,
  type LossOptionName,
  type LossOptionValues,
  type LossType,
} from './catalogue';

export const LOSS_TYPES = Object.keys(LOSSES) as LossType[];
export const LOSS_OPTION_NAMES = Object.keys(LOSS_OPTIONS) as LossOptionName[];

/** The row of a loss, and of an option, with all the fields that a row may have. */
export const getLoss = (loss_type: LossType): Loss => LOSSES[loss_type];
export const getLossOption = (name: LossOptionName): LossOption => LOSS_OPTIONS[name];

/** The options that only some losses read. */
export const SURROGATE_OPTIONS = LOSS_OPTION_NAMES.filter((name) =>
  LOSS_TYPES.some((loss_type) => readsOption(loss_type, name)),
);

export function readsOption(loss_type: LossType, name: LossOptionName): boolean {
  return getLoss(loss_type).options.includes(name);
}

/** All that the loss of a token depends on besides the token. Every `TrainOptions` is one. */
export interface PolicyLossOptions extends LossOptionValues {
  loss_type: LossType;
  /** The sampling temperature; log-probs, entropy and gradient are those of softmax(z / temperature). */
  temperature: number;
}

const DEFAULTS = Object.fromEntries(LOSS_OPTION_NAMES.map((name) => [name, LOSS_OPTIONS[name].default]));

/** What a `loss_type` sets among the options that are not given. A linked option follows the one it is linked to. */
export function lossDefaults(loss_type: LossType, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { defaults, linked = {} } = getLoss(loss_type);
  const own: Record<string, unknown> = { ...defaults };
  for (const [name, leader] of Object.entries(linked)) own[name] = given[leader] ?? own[leader];
  return own;
}

/** All options of a loss, with the defaults of its `loss_type` where nothing is given. */
export function policyLossOptions(
  given: Partial<PolicyLossOptions> & Pick<PolicyLossOptions, 'loss_type'>,
): PolicyLossOptions {
  const all = { temperature: 1, ...DEFAULTS, ...lossDefaults(given.loss_type, given), ...given };
  return all as unknown as PolicyLossOptions;
}
