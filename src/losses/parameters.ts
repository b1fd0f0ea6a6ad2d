/** The parameters of the loss explorer, from the catalogue: the names of a run's options, their ranges and texts. */
import {
  type Control,
  type FlagOption,
  LOSS_OPTIONS,
  type LOSSES,
  type LossOptionName,
  type LossOptionValues,
  type LossType,
  type NumberOption,
  type SliderControl,
} from './catalogue';
import { getLoss, getLossOption, LOSS_OPTION_NAMES, LOSS_TYPES } from './options';

/** Options that can be moved by hand. */
type ControlledOption = {
  [Name in LossOptionName]: (typeof LOSS_OPTIONS)[Name] extends { control: Control } ? Name : never;
}[LossOptionName];

/** A loss of the ratio of whole sequences has bounds so narrow that no ratio of a token keeps to them: they are its own. */
type OwnBound = {
  [Name in LossType]: (typeof LOSSES)[Name] extends { ratio: 'sequence'; defaults: infer Defaults }
    ? `${Name}_${Extract<keyof Defaults, ControlledOption>}`
    : never;
}[LossType];

export type ParameterName = ControlledOption | OwnBound;
export type Parameters = { [Name in ControlledOption]: LossOptionValues[Name] } & Record<OwnBound, number>;

/** A number, a flag, or null: off. */
export type ParameterValue = number | boolean | null;

interface Parameter extends Control, Partial<Omit<SliderControl, keyof Control>> {
  /** The option of a run that the parameter sets. */
  option: ControlledOption;
  /** The only loss with this parameter; absent where all losses that read the option share it. */
  loss?: LossType;
  default: ParameterValue;
  /** The allowed values: from `min` on, or above `above`; below `below`. */
  min?: number;
  above?: number;
  below?: number;
}

const isControlled = (name: string): name is ControlledOption =>
  name in LOSS_OPTIONS && 'control' in LOSS_OPTIONS[name as LossOptionName];

type Controlled<Option> = Option & { control: NonNullable<Option[keyof Option & 'control']> };

const shared = LOSS_OPTION_NAMES.filter(isControlled).map((option): [string, Parameter] => {
  const {
    control,
    default: value,
    ...rest
  } = getLossOption(option) as Controlled<NumberOption> | Controlled<FlagOption>;
  const { min, above, below }: Partial<NumberOption> = rest;
  return [option, { option, default: value, min, above, below, ...control }];
});

const own = LOSS_TYPES.filter((loss) => getLoss(loss).ratio === 'sequence').flatMap((loss) => {
  const { label, defaults } = getLoss(loss);
  return Object.entries(defaults).flatMap(([option, value]): [string, Parameter][] => {
    if (!isControlled(option)) return [];
    const { control, ...bounds } = getLossOption(option) as Controlled<NumberOption>;
    const { symbol, meaning, slider, sequence_slider = slider } = control;
    const texts = { symbol: `${label} ${symbol}`, meaning, slider: sequence_slider };
    return [[`${loss}_${option}`, { option, loss, ...bounds, ...texts, default: value as number }]];
  });
});

export const PARAMETERS = Object.fromEntries([...shared, ...own]) as Record<ParameterName, Parameter>;
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** The options that a loss reads and that have a control of their own: no linked ones. */
export function controlledOptions(loss: LossType): ControlledOption[] {
  const { options, linked = {} } = getLoss(loss);
  return options.filter((option): option is ControlledOption => isControlled(option) && !(option in linked));
}

/** The parameter that stands for an option of a loss. */
export function parameterName(loss: LossType, option: ControlledOption): ParameterName {
  return PARAMETER_NAMES.find((name) => name === `${loss}_${option}`) ?? option;
}

/** The default of every parameter. */
export function defaultParameters(): Parameters {
  return Object.fromEntries(PARAMETER_NAMES.map((name) => [name, PARAMETERS[name].default])) as unknown as Parameters;
}

export function isAllowed(name: ParameterName, value: unknown): value is ParameterValue {
  const { min, above, below, default: standard } = PARAMETERS[name];
  if (value === null) return standard === null;
  if (typeof standard === 'boolean') return typeof value === 'boolean';
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (min === undefined || value >= min) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  );
}

/** The value of an attribute; a flag is on without a text. Throws a RangeError that names the parameter and its range. */
export function parseParameter(name: ParameterName, text: string): ParameterValue {
  const value = readText(name, text.trim());
  if (!isAllowed(name, value)) throw new RangeError(`${name}: ${JSON.stringify(text)} is no ${rangeText(name)}`);
  return value;
}

function readText(name: ParameterName, text: string): unknown {
  const standard = PARAMETERS[name].default;
  if (typeof standard === 'boolean') return ['', 'true'].includes(text) || (text === 'false' ? false : undefined);
  return standard === null && ['', 'none', 'null'].includes(text) ? null : Number(text || Number.NaN);
}

/** "number above 0", or "flag, true or false". */
export function rangeText(name: ParameterName): string {
  const { min, above, below, default: standard } = PARAMETERS[name];
  if (typeof standard === 'boolean') return 'flag, true or false';
  const bounds = [
    min !== undefined && `from ${min}`,
    above !== undefined && `above ${above}`,
    below !== undefined && `below ${below}`,
  ].filter(Boolean);
  return `number ${bounds.join(' and ')}${standard === null ? ', or "none"' : ''}`;
}
