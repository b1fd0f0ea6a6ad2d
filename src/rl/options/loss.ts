/** Options of the loss, as the catalogue of losses has them. */

import { z } from 'zod';
import { option } from '../../common/options/option';
import { DEFAULT_LOSS, type LossOption, type LossOptionValues } from '../../losses/catalogue';
import { getLossOption, LOSS_OPTION_NAMES, LOSS_TYPES } from '../../losses/options';

/** The schema of one row of the catalogue. */
function schemaOf(row: LossOption): z.ZodType {
  const { description, source, aliases = [] } = row;
  const schema =
    'choices' in row ? z.enum(row.choices) : typeof row.default === 'boolean' ? z.boolean() : numberOf(row);
  return option('loss', schema.default(row.default as never), description, source, ...aliases);
}

function numberOf({ default: value, min, above, below }: Extract<LossOption, { above?: number }>): z.ZodType {
  let number = z.number();
  if (min !== undefined) number = number.min(min);
  if (above !== undefined) number = number.gt(above);
  if (below !== undefined) number = number.lt(below);
  return value === null ? number.nullable() : number;
}

type OptionSchemas = {
  [Name in keyof LossOptionValues]: z.ZodDefault<z.ZodType<LossOptionValues[Name], LossOptionValues[Name]>>;
};

export const lossOptions = {
  loss_type: option(
    'loss',
    z.enum(LOSS_TYPES).default(DEFAULT_LOSS),
    'The loss. It sets defaults for the other loss options; your own values win.',
    'TRL',
  ),
  ...(Object.fromEntries(
    LOSS_OPTION_NAMES.map((name) => [name, schemaOf(getLossOption(name))]),
  ) as unknown as OptionSchemas),
};
