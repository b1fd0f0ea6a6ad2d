/** How an option of a schema is described: the source of flags, help, form and documentation (`fields.ts` reads it). */
import { z } from 'zod';

/** Attaches an option's group, description, source of name and default, and the names other trainers give it. */
export function option<T extends z.ZodType>(
  group: string,
  type: T,
  description: string,
  source = 'kata',
  ...aliases: string[]
): T {
  return type.meta({ group, description, source, aliases });
}

export const positive = z.number().positive();
export const fraction = z.number().min(0).max(1);
export const count = z.int().min(1);
