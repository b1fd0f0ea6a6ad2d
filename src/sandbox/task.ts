/** The tests of a task, checked and made ready to run. */
import { InputError } from '../common/errors';
import { checkCompare, textAgrees } from './compare';
import type { Compare, JudgeTask, TaggedValue, TextTask } from './types';
import { canonical, literal } from './values';

/** A test, ready to run, or a program to run for its output alone. `purpose` says what kind of instance it needs. */
export type TestRun =
  | { purpose: 'results'; entry: string; args: string; expected: TaggedValue; compare?: Compare }
  | { purpose: 'text'; stdin: string; stdout: string; compare: Compare }
  | { purpose: 'text'; stdin: string; max_chars: number }
  | { purpose: 'code'; entry: string; code: string }
  | { purpose: 'answer'; stdout: string; compare: Compare };

export const TEXT_KINDS = ['script', 'stdio', 'answer'] as const;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Throws an InputError for a malformed task. The values in its tests are checked only when a test runs. */
export function checkTask(task: JudgeTask): void {
  const kind = task.kind ?? 'function';
  if (kind !== 'function' && !TEXT_KINDS.includes(kind)) {
    throw new InputError(`the task's kind ${JSON.stringify(kind)} is none of function, ${TEXT_KINDS.join(', ')}`);
  }
  const name = 'entry' in task ? `the task of entry "${task.entry}"` : `the ${kind} task`;
  if (kind === 'function' && !('entry' in task && IDENTIFIER.test(task.entry))) {
    throw new InputError(`entry ${JSON.stringify('entry' in task ? task.entry : null)} is not a JavaScript identifier`);
  }
  if (task.tests.length === 0) throw new InputError(`${name} has no tests`);
  if (task.compare) checkCompare(task.compare);
  for (const [i, test] of task.tests.entries()) {
    const fits =
      kind === 'function'
        ? 'code' in test
          ? typeof test.code === 'string'
          : 'args' in test && Array.isArray(test.args) && test.expected !== undefined
        : 'stdout' in test && typeof test.stdout === 'string' && typeof (test.stdin ?? '') === 'string';
    if (!fits) throw new InputError(`test ${i + 1} of ${name} is no test of kind ${kind}`);
  }
}

const isText = (task: JudgeTask): task is TextTask => task.kind !== undefined && task.kind !== 'function';

/** How the output of a program is compared: line by line without a policy, word by word where it answers to an input. */
export const textCompare = ({ kind, compare }: TextTask): Compare =>
  compare ?? { mode: kind === 'stdio' ? 'tokens' : 'strict' };

/** The tests of a task that `checkTask` accepts, ready to run. Throws an InputError for a bad expected value. */
export function* testRuns(task: JudgeTask): Generator<TestRun> {
  if (isText(task)) {
    const compare = textCompare(task);
    for (const { stdin = '', stdout } of task.tests) {
      textAgrees(compare, stdout, ''); // an expected text that is not as the policy needs it is not held against a program
      yield task.kind === 'answer'
        ? { purpose: 'answer', stdout, compare }
        : { purpose: 'text', stdin, stdout, compare };
    }
    return;
  }
  const { entry, compare } = task;
  for (const test of task.tests) {
    if ('code' in test) yield { purpose: 'code', entry, code: test.code };
    else {
      const args = `[${test.args.map((arg) => `${literal(arg)},`).join('')}]`;
      canonical(test.expected);
      yield { purpose: 'results', entry, args, expected: test.expected, compare };
    }
  }
}
