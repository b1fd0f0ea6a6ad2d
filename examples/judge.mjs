/**
 * Judges programs by unit tests, without a GPU or a model. Programs run in a sandbox: one that never ends is a verdict too.
 *
 *     npm run build && node examples/judge.mjs
 */
import { openJudge } from 'kata';

const task = {
  entry: 'add',
  tests: [
    { args: [1, 2], expected: 3 },
    { args: ['a', 'b'], expected: 'ab' },
  ],
};
const programs = [
  'const add = (a, b) => a + b;',
  'function add(a, b) { return Number(a) + Number(b); }',
  'function add() { while (true); }',
];
const judge = openJudge();
try {
  const verdicts = await judge.judge(programs.map((program) => ({ task, program })));
  for (const verdict of verdicts) {
    // The judge itself failed: that says nothing about the program.
    if ('judge_error' in verdict) throw new Error(verdict.judge_error);
    const { status, passed, total, tests } = verdict;
    console.log(status, `${passed}/${total}`, tests.map(({ got, message }) => got ?? message).join(', '));
  }
} finally {
  await judge.close();
}
