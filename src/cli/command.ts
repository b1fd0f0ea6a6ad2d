/** What a command of the command line is. */
import type { OptionSchema } from '../common/options/fields';
import type { ParsedArguments } from './options';
import type { Terminal } from './terminal';

export interface Command {
  /** After `kata`, as `--help` shows it. */
  usage: string;
  description: string;
  schema: OptionSchema;
  /** Commands of their own by the word that follows this one's name. */
  subcommands?: Record<string, () => Promise<{ command: Command }>>;
  /** How many arguments that are no flags it takes, at most. */
  operands?: number;
  /** Does it; a number is the exit code, nothing is 0. */
  run(args: ParsedArguments, terminal: Terminal): Promise<number> | Promise<void>;
}
