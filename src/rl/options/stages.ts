/** The option `stages`: a run whose options change on the way. */

import { z } from 'zod';
import { namesInScope } from '../../common/options/fields';
import { count, fraction, option } from '../../common/options/option';

/** When a stage is over: as soon as one of these holds. */
const until = z.strictObject({
  /** Number of steps of the run. */
  step: count.optional(),
  /** The share of sampled programs that pass, averaged over WINDOW steps, has reached this. */
  pass_rate: fraction.optional(),
  /** Number of steps without a gain: the pass rate over them is no higher than over as many steps before. */
  plateau: count.optional(),
});
export type Until = z.infer<typeof until>;

/** The schema of the option `stages` of a run with these other options. A stage may change those whose scope it is. */
export function stagesOption(options: z.ZodRawShape) {
  const changeable = namesInScope(z.object(options), 'stage');
  const overrides = Object.fromEntries(
    Object.entries(options).flatMap(([name, type]) =>
      changeable.has(name) ? [[name, withoutDefault(type as z.ZodType).optional()]] : [],
    ),
  );
  const stage = z.strictObject({ name: z.string().min(1).optional(), until: until.optional(), ...overrides });
  return option(
    'stages',
    z.array(stage).min(1).nullable().default(null) as unknown as z.ZodDefault<
      z.ZodNullable<z.ZodArray<z.ZodType<Stage>>>
    >,
    'Parts of the run, in JSON: [{"name", "until": {"step", "pass_rate", "plateau"}, …options that differ}, …]. A stage ends when one of its conditions holds: step, the number of steps of the run; pass_rate, the share of programs that pass; plateau, the number of steps without a gain. The last stage lasts to the end of the run.',
    { scope: ['arm'] },
  );
}

export interface Stage {
  name?: string;
  until?: Until;
  /** Options that the stage changes. */
  [option: string]: unknown;
}

function withoutDefault(type: z.ZodType): z.ZodType {
  return type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type;
}

/** The options that a stage changes, without its name and end. */
export function overridesOf({ name: _, until: __, ...overrides }: Stage): Record<string, unknown> {
  return overrides;
}
