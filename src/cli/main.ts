/** `kata <command>`: finds the command, reads its options, runs it, and turns errors into lines and exit codes. */
import { readFileSync } from 'node:fs';
import { EnvironmentError, InputError } from '../common/errors';
import { didYouMean } from '../common/names';
import { GpuMemoryError } from '../kernels/device/errors';
import type { Command } from './command';
import { helpText, parseArguments } from './options';
import { processTerminal, type Terminal } from './terminal';

interface Entry {
  summary: string;
  load(): Promise<{ command: Command }>;
}

const COMMANDS: Record<string, Entry> = {
  train: { summary: 'train a model by reinforcement learning on unit tests', load: () => import('./commands/train') },
  sft: { summary: 'train a model on given programs by supervision', load: () => import('./commands/sft') },
  compare: {
    summary: 'compare ways to train at the same compute, in one table and plot',
    load: () => import('./compare/compare'),
  },
  diff: { summary: 'find the first step at which two runs differ', load: () => import('./commands/diff') },
  'reward-model': {
    summary: "train a reward model on pairs of a model's programs",
    load: () => import('./commands/reward-model'),
  },
  eval: { summary: 'measure pass@k of a model on held-out problems', load: () => import('./commands/eval') },
  sample: { summary: 'sample programs from a model and judge them', load: () => import('./commands/sample') },
  judge: { summary: 'judge given programs with their unit tests', load: () => import('./commands/judge') },
  tasks: {
    summary: 'list, print, import, validate, deduplicate and filter problems; generate tests',
    load: () => import('./tasks/tasks'),
  },
  logprobs: { summary: 'compute log-probs of given tokens under a model', load: () => import('./commands/logprobs') },
  loss: {
    summary: 'compute the policy loss of given rows of logits on the GPU',
    load: () => import('./commands/loss'),
  },
  doctor: {
    summary: 'report the adapter and check every kernel on it',
    load: () => import('./commands/doctor'),
  },
  bench: { summary: 'benchmark kernels, update and rollout', load: () => import('./bench/bench') },
  page: { summary: 'serve the built page on localhost', load: () => import('./commands/page') },
};

/** Exit codes: done, something outside or inside Kata failed, the input is bad. */
const DONE = 0;
const FAILED = 1;
const BAD_INPUT = 2;

/** Runs the command of a process and sets its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv, processTerminal());
}

/** Runs a command line, `argv` being what follows `kata`; gives the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      terminal.print(overview());
      return name === undefined ? BAD_INPUT : DONE;
    }
    let { command } = await findCommand(name).load();
    const sub = command.subcommands;
    if (sub && rest.length > 0 && Object.hasOwn(sub, rest[0])) ({ command } = await sub[rest.shift()!]());
    const { usage, description, schema, operands } = command;
    const args = parseArguments(rest, schema, (path) => readFileSync(path, 'utf8'), operands);
    if (args.help) {
      terminal.print(helpText(`kata ${usage}`, description, schema).trimEnd());
      return DONE;
    }
    return (await command.run(args, terminal)) ?? DONE;
  } catch (error) {
    return report(error, terminal);
  }
}

function findCommand(name: string): Entry {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
  const names = Object.keys(COMMANDS);
  throw new InputError(`unknown command "${name}"${didYouMean(name, names)} (${names.join(', ')})`);
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
  return ['usage: kata <command> [options]', '', ...lines, '', 'kata <command> --help lists the options.'].join('\n');
}

function report(error: unknown, terminal: Terminal): number {
  const line = (text: string) => terminal.log(`kata: ${text.replace(/\s*\n\s*/g, ' ')}`);
  if (error instanceof InputError) {
    line(error.message);
    return BAD_INPUT;
  }
  if (error instanceof EnvironmentError) {
    line(`${error.message}. ${error.advice}`);
    // What does not fit is a matter of the sizes that were asked for.
    return error instanceof GpuMemoryError ? BAD_INPUT : FAILED;
  }
  terminal.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return FAILED;
}
