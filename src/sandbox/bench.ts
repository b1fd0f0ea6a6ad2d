/** Programs to measure a judge by, and the count of how many it judges in a second. */
import type { Judge, JudgeJob } from './types';

const TESTS = Array.from({ length: 8 }, (_, i) => ({ args: [[i, -3, 2 * i]], expected: [-3, i, 2 * i] }));

/** Programs that sort a list: right ones pass all eight tests, wrong ones fail the first. No two have the same text. */
export function benchJobs(right: boolean, count: number): JudgeJob[] {
  const body = right ? 'list => [...list].sort((a, b) => a - b)' : 'list => list.slice(1)';
  return Array.from({ length: count }, (_, i) => ({
    task: { entry: 'f', tests: TESTS },
    program: `const f = ${body} // ${i}`,
    stop_at_first_failure: true,
  }));
}

/** Programs a second, after a round to warm up. Throws when a verdict is not the right one. */
export async function judgeSpeed(judge: Pick<Judge, 'judge'>, right: boolean, seconds: number): Promise<number> {
  const wanted = right ? 'pass' : 'fail';
  let judged = 0;
  let began = 0;
  for (let round = 0; began === 0 || performance.now() - began < 1000 * seconds; round++) {
    const jobs = benchJobs(right, 200);
    const verdicts = await judge.judge(jobs);
    const wrong = verdicts.find((verdict) => !('status' in verdict) || verdict.status !== wanted);
    if (wrong) throw new Error(`a ${wanted} became ${JSON.stringify(wrong)}`);
    if (round === 0) began = performance.now();
    else judged += jobs.length;
  }
  return (1000 * judged) / (performance.now() - began);
}
