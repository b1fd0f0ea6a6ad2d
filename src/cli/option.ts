/** Options that only the command line has, in the form of `rl/schema.ts`. */
import type { z } from 'zod';
import { sampleOptions } from '../rl/schema';

export function option<T extends z.ZodType>(group: string, type: T, description: string, ...aliases: string[]): T {
  return type.meta({ group, description, source: 'kata', aliases });
}

export const { seed: seedOption, adapter: adapterOption, model: modelOption } = sampleOptions.shape;
