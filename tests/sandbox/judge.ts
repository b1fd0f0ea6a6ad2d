import { afterAll } from 'vitest';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { JudgeOptions } from '../../src/sandbox/options';

/** A judge for the tests of a file, closed after them. */
export function useJudge(options: Partial<JudgeOptions> = { judge_workers: 1 }) {
  const judge = openNodeJudge(options);
  afterAll(judge.close);
  return judge;
}
