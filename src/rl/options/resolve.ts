/** From the options that somebody gave to all options of a run: names put right, defaults filled in, values checked. */
import type { z } from 'zod';
import { InputError } from '../../common/errors';
import { canonical, checkOptions, type GivenOptions } from '../../common/options/given';
import { lossDefaults, readsOption, SURROGATE_OPTIONS } from '../../losses/options';
import { evalOptions } from './commands/eval';
import { sftOptions } from './commands/sft';
import { type TrainOptions, trainOptions } from './commands/train';
import { checkTogether } from './contradictions';
import { getRecipe, recipeOptions } from './recipes';
import { overridesOf, type Stage } from './stages';

export interface Resolved {
  options: TrainOptions;
  /** The names of the options that were given. */
  explicit: string[];
  /** One line for each given option that the others leave without effect. */
  warnings: string[];
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
  return { options: complete, explicit: Object.keys(values), warnings: withoutEffect(options, values) };
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
      throw new InputError(`stages.${index}: needs an end: "until" with a step, a pass_rate or a plateau`);
    }
    try {
      checkTogether(stageOptions(options, index));
    } catch (error) {
      throw error instanceof InputError ? new InputError(`stages.${index}: ${error.message}`) : error;
    }
  });
}

/** All options of `sft`. */
export function resolveSftOptions(given: GivenOptions): z.output<typeof sftOptions> {
  const options = checkOptions(sftOptions, given);
  const { hidden_size, num_attention_heads, num_key_value_heads } = options;
  if (hidden_size % (2 * num_attention_heads) !== 0) {
    throw new InputError(
      `num_attention_heads: ${num_attention_heads} heads do not divide hidden_size ${hidden_size} into even widths, as rotary positions need`,
    );
  }
  if (num_attention_heads % num_key_value_heads !== 0) {
    throw new InputError(
      `num_key_value_heads: ${num_key_value_heads} does not divide num_attention_heads ${num_attention_heads}`,
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
    throw new InputError('temperature: 0 gives the same program every time; leave samples and k at 1');
  }
  const most = Math.max(...options.k);
  if (options.samples < most) {
    throw new InputError(`samples: ${options.samples} are too few for pass@${most}; use at least ${most}`);
  }
  return options;
}

function withoutEffect(options: z.output<typeof trainOptions>, given: GivenOptions): string[] {
  const defaults = trainOptions.parse({});
  const changed = (name: keyof typeof defaults) => name in given && options[name] !== defaults[name];
  const { loss_type, advantage_estimator, stages } = options;
  const warnings = SURROGATE_OPTIONS.filter((name) => changed(name) && !readsOption(loss_type, name)).map((name) => {
    const instead =
      loss_type === 'cispo' && name.startsWith('epsilon') ? ': its bounds are cispo_min and cispo_max' : '';
    return `${name} has no effect with loss_type ${loss_type}${instead}`;
  });
  if (changed('kl_estimator') && options.beta === 0) warnings.push('kl_estimator has no effect with beta 0');
  if (changed('tasks') && stages?.every((stage) => 'tasks' in stage)) {
    warnings.push('tasks has no effect: every one of the stages names its own');
  }
  if (changed('curriculum_order') && options.curriculum_frac === 1 && !stages) {
    warnings.push('curriculum_order has no effect with curriculum_frac 1');
  }
  for (const name of OF_THE_INTERPRETER) {
    if (changed(name) && options.max_tool_calls === 0) warnings.push(`${name} has no effect with max_tool_calls 0`);
  }
  if (changed('scale_rewards') && advantage_estimator !== 'grpo') {
    warnings.push(`scale_rewards has no effect with advantage_estimator ${advantage_estimator}`);
  }
  return warnings;
}

const OF_THE_INTERPRETER = ['tool_output_tokens', 'format_reward', 'turn_penalty', 'turn_penalty_above'] as const;
