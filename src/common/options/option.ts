/** How an option of a schema is described: the source of flags, help, form and documentation (`fields.ts` reads it). */
import { z } from 'zod';

/**
 * What an option belongs to.
 * - `call`: one call of a command; it is no part of the run.
 * - `run`: one run; the runs of a comparison differ in it.
 * - `record`: the name and the checkpoints of a run; it changes nothing that the run computes.
 * - `arm`: what makes an arm of a comparison.
 * - `stage`: a stage of a run may change it.
 * - `evaluation`: it changes what an evaluation measures.
 */
export type Scope = 'call' | 'run' | 'record' | 'arm' | 'stage' | 'evaluation';

/** The values of another option under which an option has an effect. */
export type Need = { above: number } | { below: number } | { one_of: readonly unknown[] } | { not: unknown };

export interface OptionFacts {
  /** Whose name and default it is: a paper, a trainer, or kata. */
  source?: string;
  /** Names that other trainers give it. */
  aliases?: readonly string[];
  /** Those of the aliases under which true means false. */
  inverted?: readonly string[];
  /** Other names of its values. */
  value_aliases?: Readonly<Record<string, string>>;
  /** Values that other trainers have and Kata refuses, each with the reason and what to use instead. */
  refused?: Readonly<Record<string, string>>;
  scope?: readonly Scope[];
  /** The options that it depends on: it has no effect unless every one of them has such a value. */
  needs?: Readonly<Record<string, Need>>;
}

/** Attaches an option's group, its description and what else is known of it. */
export const option = <T extends z.ZodType>(group: string, type: T, description: string, facts: OptionFacts = {}): T =>
  type.meta({ group, description, ...facts });

/** Declares the options of one group. The facts hold for each of them that does not state its own. */
export const optionGroup =
  (group: string, common: OptionFacts = {}) =>
  <T extends z.ZodType>(type: T, description: string, facts: OptionFacts = {}): T =>
    option(group, type, description, { ...common, ...facts });

export const positive = z.number().positive();
export const fraction = z.number().min(0).max(1);
export const count = z.int().min(1);
