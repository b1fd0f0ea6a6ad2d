/** Options that only the command line has, in the form of `rl/options`. */
import type { z } from 'zod';
import { option as optionOf } from '../common/options/option';
import { sampleOptions } from '../rl/options/commands/sample';

export const option = <T extends z.ZodType>(group: string, type: T, description: string, ...aliases: string[]): T =>
  optionOf(group, type, description, 'kata', ...aliases);

export const { seed: seedOption, adapter: adapterOption, model: modelOption } = sampleOptions.shape;
