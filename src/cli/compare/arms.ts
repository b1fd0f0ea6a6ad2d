/** What is compared: arms, each a name with options of its own, from recipes, losses or a list. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { namesInScope } from '../../common/options/fields';
import { canonical, type GivenOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { checkRow } from '../../common/schema-message';
import { LOSS_TYPES } from '../../losses/options';
import { type Arm, folderName, planArms } from '../../rl/comparison/plan';
import { trainOptions } from '../../rl/options/commands/train';
import { readJsonFile } from '../files';

const arms = z.array(z.strictObject({ name: z.string().min(1), options: z.record(z.string(), z.unknown()) })).min(1);

export const armOptions = {
  recipes: option(
    'comparison',
    z.array(z.string().min(1)).min(1).nullable().default(null),
    'Arms as recipes (see kata train --recipe).',
  ),
  losses: option(
    'comparison',
    z.array(z.enum(LOSS_TYPES)).min(1).nullable().default(null),
    'Arms as losses (see kata train --loss_type).',
  ),
  arms: option(
    'comparison',
    z.union([z.string().min(1), arms, z.null()]).default(null),
    'JSON file of arms: [{"name", "options": {…options of kata train}}, …]. A --config file may contain the list itself.',
  ),
};

/** Options of a run that the comparison sets. */
const SET_BY_COMPARISON = namesInScope(trainOptions, 'call', 'run');

/** The arms that are asked for; `shared` are the options of all of them, which no arm may set again. */
export function parseArms(asked: z.output<z.ZodObject<typeof armOptions>>, shared: GivenOptions): Arm[] {
  const ways = (['recipes', 'losses', 'arms'] as const).filter((way) => asked[way] !== null);
  if (ways.length !== 1) {
    const found = ways.length === 0 ? 'nothing to compare' : `${ways.join(' and ')} name the arms, each their own`;
    throw new InputError(`${ways[0] ?? 'recipes'}: ${found}; give one of --recipes, --losses, --arms`);
  }
  const list = [
    ...planArms('recipe', asked.recipes ?? []),
    ...planArms('loss_type', asked.losses ?? []),
    ...readArms(asked.arms),
  ];
  const [way] = ways;
  const folders = new Map<string, string>();
  return list.map(({ name, options: given }) => {
    const where = `${way}: ${name}`;
    const same = folders.get(folderName(name));
    if (same === name) throw new InputError(`${where} comes twice`);
    if (same !== undefined) throw new InputError(`${where} and ${same} would share a folder; choose another name`);
    folders.set(folderName(name), name);
    const options = within(where, () => canonical(trainOptions, given));
    for (const option of Object.keys(options)) {
      if (SET_BY_COMPARISON.has(option)) throw new InputError(`${where}: ${option} is set by the comparison`);
      if (option in shared) throw new InputError(`${where}: ${option} is given for all arms as well; give it once`);
    }
    return { name, options };
  });
}

function readArms(asked: string | z.output<typeof arms> | null): Arm[] {
  if (asked === null) return [];
  return typeof asked === 'string' ? checkRow(arms, readJsonFile(asked, 'arms'), `arms: ${asked}`) : asked;
}

/** Does what may find bad input; its error then says where. */
export function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${where}: ${error.message}`) : error;
  }
}
