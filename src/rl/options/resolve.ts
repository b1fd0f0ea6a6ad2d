/** From the options that somebody gave to all options of a run: names put right, defaults filled in, values checked. */
import type { z } from 'zod';
import { InputError, OptionError } from '../../common/errors';
import { type Field, fieldsOf } from '../../common/options/fields';
import { canonical, checkOptions, type GivenOptions } from '../../common/options/given';
import type { Need } from '../../common/options/option';
import { formatValue } from '../../common/options/option-text';
import { getLoss, lossDefaults } from '../../losses/options';
import { evalOptions } from './commands/eval';
import { sftOptions } from './commands/sft';
import { type TrainOptions, trainOptions } from './commands/train';
import { checkTogether } from './contradictions';
import { getRecipe, recipeOptions } from './recipes';
import { overridesOf, type Stage } from './stages';

/** An option without effect, and the reason: `has no effect with …`. */
export interface OptionWarning {
  option: string;
  reason: string;
}

interface Resolved {
  options: TrainOptions;
  /** The names of the options that were given. */
  explicit: string[];
  /** The given options that the others leave without effect. */
  warnings: OptionWarning[];
}

/**
 * All options of `train`: those given win over those of the recipe, these over what `loss_type` sets, and these over the
 * schema's defaults.
 */
export function resolveOptions(given: GivenOptions): Resolved {
  const values = canonical(trainOptions, given);
  const { ofRecipe, ofLoss } = impliedDefaults(values);
  const options = checkOptions(trainOptions, { ...ofLoss, ...ofRecipe, ...values });
  const run_name = options.run_name ?? `${options.recipe ?? options.loss_type}-seed${options.seed}`;
  const complete = { ...options, run_name, output_dir: options.output_dir ?? `runs/${run_name}` };
  checkStages(complete);
  return { options: complete, explicit: Object.keys(values), warnings: findWithoutEffect(complete, values) };
}

/** What the recipe and the loss set among the options that are not given, the recipe first. */
export function impliedDefaults(given: GivenOptions): { ofRecipe: GivenOptions; ofLoss: GivenOptions } {
  const { recipe, recipe_scale } = checkOptions(trainOptions, given);
  const ofRecipe = recipe === null ? {} : recipeOptions(getRecipe(recipe), recipe_scale);
  const wanted = { ...ofRecipe, ...given };
  return { ofRecipe, ofLoss: lossDefaults(checkOptions(trainOptions, wanted).loss_type, wanted) };
}

/** The options of the stage of this index; those of the run where it has none. */
export function stageOptions(options: TrainOptions, index: number): TrainOptions {
  const { stages } = options;
  return stages ? { ...options, ...overridesOf(stages[index] as Stage) } : options;
}

/** The options of every stage; of a run without any, its own. */
export const stagesOf = (options: TrainOptions): TrainOptions[] =>
  (options.stages ?? [{}]).map((_, index) => stageOptions(options, index));

/** Checks the options of every stage as those of a run. */
function checkStages(options: TrainOptions): void {
  const { stages } = options;
  if (!stages) checkTogether(options);
  stages?.forEach((stage, index) => {
    const last = index === stages.length - 1;
    if (!last && Object.keys(stage.until ?? {}).length === 0) {
      throw new OptionError('stages', 'needs an end: "until" with a step, a pass_rate or a plateau', `stages.${index}`);
    }
    try {
      checkTogether(stageOptions(options, index));
    } catch (error) {
      throw error instanceof InputError ? new OptionError('stages', error.message, `stages.${index}`) : error;
    }
  });
}

/** All options of `sft`. */
export function resolveSftOptions(given: GivenOptions): z.output<typeof sftOptions> {
  const options = checkOptions(sftOptions, given);
  const { hidden_size, num_attention_heads, num_key_value_heads } = options;
  if (hidden_size % (2 * num_attention_heads) !== 0) {
    throw new OptionError(
      'num_attention_heads',
      `${num_attention_heads} heads do not divide hidden_size ${hidden_size} into even widths, as rotary positions need`,
    );
  }
  if (num_attention_heads % num_key_value_heads !== 0) {
    throw new OptionError(
      'num_key_value_heads',
      `${num_key_value_heads} does not divide num_attention_heads ${num_attention_heads}`,
    );
  }
  return options;
}

/** All options of `eval`. At temperature 0 one program says it all. */
export function resolveEvalOptions(given: GivenOptions): z.output<typeof evalOptions> {
  const values = canonical(evalOptions, given);
  const isGreedy = checkOptions(evalOptions, values).temperature === 0;
  const options = checkOptions(evalOptions, { ...(isGreedy && { samples: 1, k: [1] }), ...values });
  if (isGreedy && options.samples > 1) {
    throw new OptionError('temperature', '0 gives the same program every time; leave samples and k at 1');
  }
  const most = Math.max(...options.k);
  if (options.samples < most) {
    throw new OptionError('samples', `${options.samples} are too few for pass@${most}; use at least ${most}`);
  }
  return options;
}

/** The given options whose value is not the default and makes no difference in any stage. */
function findWithoutEffect(options: TrainOptions, given: GivenOptions): OptionWarning[] {
  const values: Record<string, unknown> = options;
  return fieldsOf(trainOptions).flatMap((field) => {
    const isChanged = field.name in given && formatValue(values[field.name]) !== formatValue(field.default);
    const reason = isChanged && reasonWithoutEffect(field, options);
    return reason ? [{ option: field.name, reason }] : [];
  });
}

function reasonWithoutEffect({ name, needs }: Field, options: TrainOptions): string | undefined {
  if (options.stages?.every((stage) => name in stage)) return 'has no effect: every one of the stages sets its own';
  const unmet = stagesOf(options).map((stage: Record<string, unknown>) =>
    Object.keys(needs).find((other) => !meets(stage[other], needs[other])),
  );
  const [other] = unmet;
  if (unmet.includes(undefined) || other === undefined) return undefined;
  const reason = `has no effect with ${other} ${formatValue(stageOptions(options, 0)[other as keyof TrainOptions])}`;
  const { options: reads } = getLoss(options.loss_type);
  return other === 'loss_type' && reads.length > 0 ? `${reason}, which reads ${reads.join(', ')}` : reason;
}

function meets(value: unknown, need: Need): boolean {
  if ('above' in need) return Number(value) > need.above;
  if ('below' in need) return Number(value) < need.below;
  return 'one_of' in need ? need.one_of.includes(value) : value !== need.not;
}
