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
