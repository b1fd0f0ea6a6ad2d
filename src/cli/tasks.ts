/** `kata tasks`: what there is to practise on. */
import { z } from 'zod';
import { InputError } from '../common/errors';
import { checkOptions } from '../rl/options';
import { canonical } from '../sandbox/values';
import { closest } from '../tasks/closest';
import { openTasks } from '../tasks/node-open';
import { taskOptions } from '../tasks/options';
import type { Problem } from '../tasks/problem';
import { listTasks } from '../tasks/registry';
import type { Command } from './command';
import { option, seedOption } from './option';
import type { Terminal } from './terminal';

const schema = z.object({
  tasks: taskOptions.shape.tasks,
  split: option('tasks', z.enum(['train', 'heldout']).default('train'), 'Problems to learn from, or held-out ones.'),
  levels: option(
    'tasks',
    z.array(z.int().min(1)).min(1).nullable().default(null),
    'The levels to draw from; none: all of them.',
    'level',
  ),
  n: option('tasks', z.int().min(1).default(5), 'How many problems.'),
  seed: seedOption,
});
type Options = z.output<typeof schema>;

const SUBCOMMANDS: Record<string, (options: Options, json: boolean, terminal: Terminal) => Promise<void>> = {
  list,
  print,
};

export const command: Command = {
  usage: 'tasks list|print [options]',
  description:
    'list: the built-in task sets. print: the first problems of one; with --json as lines that --tasks FILE.jsonl reads.',
  schema,
  operands: 1,
  async run({ given, positional, json }, terminal) {
    const options = checkOptions(schema, given);
    const names = Object.keys(SUBCOMMANDS);
    const [name] = positional;
    if (name === undefined) throw new InputError(`tasks: say what to do, one of ${names.join(', ')}`);
    if (!Object.hasOwn(SUBCOMMANDS, name)) {
      const guess = closest(name, names);
      const meant = guess ? `; did you mean ${guess}?` : '';
      throw new InputError(`tasks: there is no "${name}"${meant} (one of ${names.join(', ')})`);
    }
    await SUBCOMMANDS[name](options, json, terminal);
  },
};

async function list(_: Options, json: boolean, terminal: Terminal): Promise<void> {
  for (const task of listTasks()) {
    const { name, description, levels } = task;
    terminal.print(json ? JSON.stringify(task) : `${name}  levels ${levels.join(', ')}\n  ${description}`);
  }
}

async function print(options: Options, json: boolean, terminal: Terminal): Promise<void> {
  const { split, seed, n } = options;
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

/** A problem for a person. */
export function textOf({ id, level, prompt, entry, prefix, tests, reference }: Problem): string {
  const lines = [`${id}${level === undefined ? '' : `, level ${level}`}`, prompt.trimEnd()];
  if (prefix) lines.push(`prefix     ${prefix}`);
  for (const { args, expected, visible } of tests) {
    const call = `${entry}(${args.map((arg) => canonical(arg)).join(', ')})`;
    lines.push(`test       ${call} is ${canonical(expected)}${visible ? '  (visible, not paid)' : ''}`);
  }
  if (reference) lines.push(`reference  ${prefix ?? ''}${reference}`);
  return lines.join('\n');
}
