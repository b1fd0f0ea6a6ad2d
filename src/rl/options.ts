/** From the options that somebody gave to all options of a run: names put right, defaults filled in, values checked. */
import type { z } from 'zod';
import { InputError } from '../common/errors';
import { closest } from '../tasks/closest';
import { expectation, type Field, fieldsOf, type OptionSchema } from './fields';
import { LOSSES, type LossType, SURROGATE_OPTIONS } from './losses';
import { evalOptions, sftOptions, trainOptions } from './schema';

/** All options of a training run, with the names that depend on others filled in. */
export type TrainOptions = z.output<typeof trainOptions> & { run_name: string; output_dir: string };

/** Options as given: by name or alias, `-` or `_`, some or none of them. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** A finder of fields by name or alias, in snake_case or kebab-case. An unknown name is an InputError with a guess. */
export function fieldFinder(schema: OptionSchema): (name: string) => Field {
  const byName = new Map<string, Field>();
  const fields = fieldsOf(schema);
  for (const field of fields) for (const alias of field.aliases) byName.set(alias, field);
  for (const field of fields) byName.set(field.name, field);
  return (name) => {
    const snake = name.replaceAll('-', '_');
    const field = byName.get(snake);
    if (field) return field;
    const guess = closest(snake, [...byName.keys()]);
    throw new InputError(`unknown option "${name}"${guess ? `; did you mean ${guess}?` : ''}`);
  };
}

/** The given options under their own names. An option given under two names, or an unknown one, is an InputError. */
export function canonical(schema: OptionSchema, given: GivenOptions): Record<string, unknown> {
  const find = fieldFinder(schema);
  const from = new Map<string, string>();
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = find(name);
    const earlier = from.get(field.name);
    if (earlier !== undefined) throw new InputError(`${field.name}: given twice, as ${earlier} and as ${name}`);
    from.set(field.name, name);
    out[field.name] = value;
  }
  return out;
}

/** All options of a schema. A wrong type or range is an InputError that names the option, its value and what is right. */
export function checkOptions<S extends OptionSchema>(schema: S, given: GivenOptions): z.output<S> {
  const values = canonical(schema, given);
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const name = String(result.error.issues[0].path[0]);
  const field = fieldsOf(schema).find((candidate) => candidate.name === name)!;
  if (!(name in values)) throw new InputError(`${name}: is missing; it must be ${expectation(field)}`);
  throw new InputError(`${name}: ${show(values[name])} is not ${expectation(field)}`);
}

export interface Resolved {
  options: TrainOptions;
  /** The names of the options that were given. */
  explicit: string[];
  /** One line for each given option that the others leave without effect. */
  warnings: string[];
}

/** All options of `train`: those given win over those that `loss_type` sets, and these over the schema's defaults. */
export function resolveOptions(given: GivenOptions): Resolved {
  const values = canonical(trainOptions, given);
  const { loss_type } = checkOptions(trainOptions, values);
  const options = checkOptions(trainOptions, { ...lossDefaults(loss_type, values), ...values });
  refuseTruncatedSampling(options);
  if (options.num_generations < 2 && options.advantage_estimator !== 'reinforce') {
    throw new InputError(
      'num_generations: 1 leaves every advantage zero, as there is nothing to compare with; use 2 or more',
    );
  }
  if (options.steps_per_generation > options.prompts_per_step) {
    throw new InputError(
      `steps_per_generation: ${options.steps_per_generation} minibatches cannot be cut from prompts_per_step ${options.prompts_per_step}; use at most that many`,
    );
  }
  if (options.cispo_min > options.cispo_max) {
    throw new InputError(`cispo_min: ${options.cispo_min} is above cispo_max ${options.cispo_max}`);
  }
  const run_name = options.run_name ?? `${options.loss_type}-seed${options.seed}`;
  return {
    options: { ...options, run_name, output_dir: options.output_dir ?? `runs/${run_name}` },
    explicit: Object.keys(values),
    warnings: withoutEffect(options, values),
  };
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

/** All options of `eval`. */
export function resolveEvalOptions(given: GivenOptions): z.output<typeof evalOptions> {
  const options = checkOptions(evalOptions, given);
  const most = Math.max(...options.k);
  if (options.samples < most) {
    throw new InputError(`samples: ${options.samples} are too few for pass@${most}; use at least ${most}`);
  }
  return options;
}

/** What a loss type sets, given the options that are not its to set. */
function lossDefaults(loss: LossType, given: GivenOptions): GivenOptions {
  const { defaults, reads } = LOSSES[loss];
  if (!reads.includes('epsilon_high') || defaults.epsilon_high !== undefined) return { ...defaults };
  return { ...defaults, epsilon_high: given.epsilon ?? defaults.epsilon };
}

function refuseTruncatedSampling({ top_k, top_p }: { top_k: number; top_p: number }): void {
  const name = top_k > 0 ? 'top_k' : 'top_p';
  if (top_k === 0 && top_p === 1) return;
  throw new InputError(
    `${name}: training on truncated samples is refused: they come from another distribution than the policy that is trained, so every ratio would be off; leave top_k 0 and top_p 1 (kata eval and kata sample may truncate)`,
  );
}

function withoutEffect(options: z.output<typeof trainOptions>, given: GivenOptions): string[] {
  const defaults = trainOptions.parse({});
  const changed = (name: keyof typeof defaults) => name in given && options[name] !== defaults[name];
  const { loss_type, advantage_estimator } = options;
  const warnings = SURROGATE_OPTIONS.filter((name) => changed(name) && !LOSSES[loss_type].reads.includes(name)).map(
    (name) => {
      const instead =
        loss_type === 'cispo' && name.startsWith('epsilon') ? ': its bounds are cispo_min and cispo_max' : '';
      return `${name} has no effect with loss_type ${loss_type}${instead}`;
    },
  );
  if (changed('kl_estimator') && options.beta === 0) warnings.push('kl_estimator has no effect with beta 0');
  if (changed('scale_rewards') && advantage_estimator !== 'grpo') {
    warnings.push(`scale_rewards has no effect with advantage_estimator ${advantage_estimator}`);
  }
  return warnings;
}

const show = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));
