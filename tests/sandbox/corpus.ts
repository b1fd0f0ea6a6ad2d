/** Programs that must pass and attacks that must not, each with the verdicts that are right for it. */
import type { FunctionTask, JudgeJob, Status, Verdict } from '../../src/sandbox/types';
import attackList from '../golden/sandbox/attacks.json';
import legitList from '../golden/sandbox/legit.json';

export interface Case {
  name: string;
  task: FunctionTask;
  code: string;
  must: Status;
  also?: Status[];
}

export const legit = legitList as unknown as Case[];
export const attacks = attackList as unknown as Case[];

/** An honest program: it passes only if the attack before it left the judge in order. */
export const canary: JudgeJob = {
  task: {
    entry: 'twice',
    tests: [
      { args: [2], expected: 4 },
      { args: ['x'], expected: { $: 'nan' } },
    ],
  },
  program: 'const twice = (x) => x * 2;',
};

/** Fails a test when the judge itself failed. */
export function verdict(answer: unknown): Verdict {
  if (answer === null || typeof answer !== 'object' || 'judge_error' in answer) {
    throw new Error(`the judge failed: ${JSON.stringify(answer)}`);
  }
  return answer as Verdict;
}

/** A verdict without its times, which are all that may differ from one judging to the next. */
export function timeless(answer: unknown): Verdict {
  const { ms: _, ...rest } = verdict(answer);
  return { ...rest, ms: 0, tests: rest.tests.map(({ ms: _, ...test }) => test) };
}

/** Programs of every end but those that a clock decides. */
export const repeatable: JudgeJob[] = [
  ...legit.slice(0, 6).map(({ task, code }) => ({ task, program: code })),
  ...attacks
    .filter(({ must, also }) => !also && (must === 'fail' || must === 'error'))
    .slice(0, 6)
    .map(({ task, code }) => ({ task, program: code })),
  ...['for (;;);', 'const f = () => "x".repeat(1e8)', 'const f = () => f() + 1', 'const f = () => Math.random()'].map(
    (program) => ({ task: { entry: 'f', tests: [{ args: [], expected: 1 }] }, program }),
  ),
  ...['f', '[{ a: 1n }, new Map([[f, -0]])]', 'new Proxy(Date, {}), /a/g', '"y".repeat(3000), 1'].map((values) => ({
    task: { entry: 'f', tests: [1, 2].map((n) => ({ args: [n], expected: n })) },
    program: `const f = (x) => { for (let i = 0; i < 40; i++) console.log(i, ${values}); return x }`,
  })),
  { task: { kind: 'stdio', tests: [{ stdin: '2', stdout: '4' }] }, program: 'console.log(2 * readline())' },
  { task: { entry: 'f', tests: [{ code: 'assert.equal(candidate(2), 4)' }] }, program: 'const f = (x) => 2 * x' },
];
