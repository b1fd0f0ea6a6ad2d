/** `kata tasks`: what there is to practise on. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { didYouMean } from '../../common/names';
import { checkOptions } from '../../rl/options/options';
import { isEndless } from '../../tasks/distinct';
import { openTasks } from '../../tasks/node-open';
import { taskOptions } from '../../tasks/options';
import { isHidden, type Problem, shownTest } from '../../tasks/problem';
import { listTasks } from '../../tasks/registry';
import type { Command } from '../command';
import { option, seedOption } from '../option';
import type { Terminal } from '../terminal';
import { validateTasks } from './validate';

const schema = z.object({
  tasks: taskOptions.shape.tasks,
  split: option('tasks', z.enum(['train', 'heldout']).default('train'), 'Problems to learn from, or held-out ones.'),
  levels: option(
    'tasks',
    z.array(z.int().min(1)).min(1).nullable().default(null),
    'The levels to draw from; none: all of them.',
    'level',
  ),
  n: option(
    'tasks',
    z.int().min(1).nullable().default(null),
    'How many problems; none: 5 to print, 100 to validate, and all of a file.',
  ),
  seed: seedOption,
  mutants: option(
    'validate',
    z.int().min(0).default(40),
    'Mutants (copies with one small fault) of a reference to judge, at most.',
  ),
  min_mutation_score: option(
    'validate',
    z.number().min(0).max(1).default(0.5),
    'The least share of mutants that the tests of a problem must fail. Some mutants do what the reference does, so 1 cannot be asked for.',
  ),
});
type Options = z.output<typeof schema>;

interface Call {
  options: Options;
  json: boolean;
  terminal: Terminal;
  /** Whether the options name a split. */
  splitGiven: boolean;
}

const SUBCOMMANDS: Record<string, (call: Call) => Promise<number> | Promise<void>> = { list, print, validate };

export const command: Command = {
  usage: 'tasks list|print|validate|import|dedupe|filter|synthesize [NAME|FILE.jsonl] [options]',
  description:
    'import, dedupe, filter and synthesize have options of their own: kata tasks import --help. list: the built-in task sets. print: the first problems of one; with --json as lines that --tasks FILE.jsonl reads. validate: whether the tests of problems pass the programs that solve them and fail all others: the reference passes; a constant, the argument as it came, a table of the visible examples, and mutants of the reference do not. Exit code 1 when a problem is bad.',
  schema,
  subcommands: {
    import: () => import('./import'),
    dedupe: () => import('./dedupe'),
    filter: () => import('./filter'),
    synthesize: () => import('./synthesize'),
  },
  operands: 2,
  async run({ given, positional, json }, terminal) {
    const names = [...Object.keys(SUBCOMMANDS), ...Object.keys(command.subcommands!)];
    const [name, tasks] = positional;
    if (name === undefined) throw new InputError(`tasks: say what to do, one of ${names.join(', ')}`);
    if (!Object.hasOwn(SUBCOMMANDS, name)) {
      throw new InputError(`tasks: there is no "${name}"${didYouMean(name, names)} (one of ${names.join(', ')})`);
    }
    if (tasks !== undefined && (name === 'list' || given.tasks !== undefined)) {
      throw new InputError(
        `unexpected argument "${tasks}"; ${name === 'list' ? 'list takes none' : '--tasks names the task set'}`,
      );
    }
    const options = checkOptions(schema, tasks === undefined ? given : { ...given, tasks });
    return (await SUBCOMMANDS[name]({ options, json, terminal, splitGiven: 'split' in given })) ?? 0;
  },
};

async function list({ json, terminal }: Call): Promise<void> {
  for (const task of listTasks()) {
    const { name, description, levels } = task;
    terminal.print(json ? JSON.stringify(task) : `${name}  levels ${levels.join(', ')}\n  ${description}`);
  }
}

async function print({ options, json, terminal }: Call): Promise<void> {
  const { split, seed } = options;
  const n = options.n ?? 5;
  const tasks = await openTasks(options.tasks);
  const levels = options.levels ?? tasks.levels;
  for (let index = 0; index < Math.min(n, tasks.size(split)); index++) {
    const problem = tasks.problem(split, seed, index, levels);
    if (json) {
      const { family: _, ...row } = problem;
      terminal.print(JSON.stringify({ ...row, split }));
    } else {
      terminal.print(`${index > 0 ? '\n' : ''}${textOf(problem)}`);
    }
  }
}

async function validate({ options, json, terminal, splitGiven }: Call): Promise<number> {
  const tasks = await openTasks(options.tasks);
  const endless = isEndless(tasks);
  const choice = {
    splits: splitGiven || endless ? [options.split] : (['train', 'heldout'] as const),
    levels: options.levels ?? tasks.levels,
    seed: options.seed,
    n: options.n ?? (endless ? 100 : Number.POSITIVE_INFINITY),
  };
  return validateTasks(tasks, choice, options, { json, terminal });
}

/** A problem for a person. */
export function textOf(problem: Problem): string {
  const { id, level, prompt, prefix, tests, reference } = problem;
  const lines = [`${id}${level === undefined ? '' : `, level ${level}`}`, prompt.trimEnd()];
  if (prefix) lines.push(`prefix     ${prefix}`);
  for (const test of tests) {
    const { call, expected } = shownTest(problem, test);
    lines.push(`test       ${call} is ${expected}${isHidden(test) ? '' : '  (visible, not scored)'}`);
  }
  if (reference) lines.push(`reference  ${prefix ?? ''}${reference}`);
  return lines.join('\n');
}
