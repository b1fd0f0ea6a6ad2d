/** `kata tasks`: what there is to practise on. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { didYouMean } from '../../common/names';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { isEndless } from '../../tasks/distinct';
import { openTasks } from '../../tasks/node-open';
import { taskOptions } from '../../tasks/options';
import { isHidden, type Problem, shownTest } from '../../tasks/problem';
import { listTasks } from '../../tasks/registry';
import type { Command } from '../command';
import { seedOption } from '../option';
import { printResult, type Terminal } from '../terminal';
import { validateTasks } from './validate';

const schema = z.object({
  tasks: taskOptions.shape.tasks,
  split: option(
    'tasks',
    z.enum(['train', 'heldout']).default('train'),
    'Split of the tasks: training problems or held-out ones.',
  ),
  levels: option(
    'tasks',
    z.array(z.int().min(1)).min(1).nullable().default(null),
    'Levels to draw from; none: all levels.',
    { aliases: ['level'] },
  ),
  n: option(
    'tasks',
    z.int().min(1).nullable().default(null),
    'Number of problems; none: 5 to print, 100 to validate, and all of a file.',
  ),
  seed: seedOption,
  mutants: option(
    'validate',
    z.int().min(0).default(40),
    'Maximum number of mutants (copies with one small fault) of a reference to judge.',
  ),
  min_mutation_score: option(
    'validate',
    z.number().min(0).max(1).default(0.5),
    'Minimum share of mutants that the tests of a problem must fail. Some mutants are equivalent to the reference, so 1 is not a useful bound.',
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
    'list: prints the built-in task sets. print: prints the first problems of a set; with --json as lines that --tasks FILE.jsonl reads. validate: checks that tests accept correct programs and reject wrong ones. The reference must pass; a constant, the unchanged argument, a table of the visible examples, and mutants of the reference must fail. Exits with code 1 if a problem is bad. import, dedupe, filter and synthesize have options of their own: see kata tasks import --help.',
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
    printResult(terminal, json, task, () => [`${name}  levels ${levels.join(', ')}`, `  ${description}`]);
  }
}

async function print({ options, json, terminal }: Call): Promise<void> {
  const { split, seed } = options;
  const n = options.n ?? 5;
  const tasks = await openTasks(options.tasks);
  const levels = options.levels ?? tasks.levels;
  for (let index = 0; index < Math.min(n, tasks.size(split)); index++) {
    const problem = tasks.problem(split, seed, index, levels);
    const { family: _, ...row } = problem;
    printResult(terminal, json, { ...row, split }, () => [...(index > 0 ? [''] : []), formatProblem(problem)]);
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
function formatProblem(problem: Problem): string {
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
