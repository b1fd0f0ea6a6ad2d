/** Options of the loss, as the catalogue of losses has them. */

import { z } from 'zod';
import { optionGroup } from '../../common/options/option';
import {
  DEFAULT_LOSS,
  type LossOption,
  type LossOptionName,
  type LossOptionValues,
  REFUSED_LOSSES,
} from '../../losses/catalogue';
import { getLoss, getLossOption, LOSS_OPTION_NAMES, LOSS_TYPES } from '../../losses/options';

const option = optionGroup('loss', { scope: ['stage'] });

/** The schema of one row of the catalogue. */
function toSchema(name: LossOptionName): z.ZodType {
  const row = getLossOption(name);
  const { description, source, aliases, refused, scope, needs } = row;
  const schema =
    'choices' in row ? z.enum(row.choices) : typeof row.default === 'boolean' ? z.boolean() : toNumberSchema(row);
  const readers = LOSS_TYPES.filter((loss_type) => getLoss(loss_type).options.includes(name));
  const facts = {
    source,
    ...(aliases && { aliases }),
    ...(refused && { refused }),
    ...(scope && { scope }),
    needs: { ...needs, ...(readers.length > 0 && { loss_type: { one_of: readers } }) },
  };
  return option(schema.default(row.default as never), description, facts);
}

function toNumberSchema({ default: value, min, above, below }: Extract<LossOption, { above?: number }>): z.ZodType {
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
    z.enum(LOSS_TYPES).default(DEFAULT_LOSS),
    'The loss. It sets defaults for the other loss options; your own values win.',
    { source: 'TRL', refused: REFUSED_LOSSES, scope: ['arm'] },
  ),
  ...(Object.fromEntries(LOSS_OPTION_NAMES.map((name) => [name, toSchema(name)])) as unknown as OptionSchemas),
};
