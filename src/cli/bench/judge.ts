/** The judge's speed on one worker, beside a fresh `node:vm` context a test and a process a program. */
import { execFileSync } from 'node:child_process';
import { createContext, runInContext } from 'node:vm';
import { withNodeJudge } from '../../sandbox/node-judge';
import type { Judge, JudgeJob, Status, Test } from '../../sandbox/types';

export interface JudgeLine {
  name: string;
  /** Programs a second: right ones of eight tests each, and wrong ones that fail at the first. */
  passing: number;
  failing: number;
}

const SECONDS = 1.5;

export async function judgeLines(): Promise<JudgeLine[]> {
  return withNodeJudge({ judge_workers: 1, cached_verdicts: 0 }, async (judge) => [
    await measureJudge('judge, one worker', judge),
    await measureJudge('node:vm, a context a test', peer(inContexts)),
    await measureJudge('node, a process a program', peer(inProcess), 4),
  ]);
}

type Asked = Pick<Judge, 'judge'>;

async function measureJudge(name: string, judge: Asked, most = Number.POSITIVE_INFINITY): Promise<JudgeLine> {
  const few: Asked = { judge: (jobs) => judge.judge(jobs.slice(0, most)) };
  const scale = Math.min(1, most / benchJobs(true, 200).length);
  const speed = async (right: boolean) => scale * (await judgeSpeed(few, right, SECONDS));
  return { name, passing: await speed(true), failing: await speed(false) };
}

/** Neither of these is a boundary: they are here for their speed alone. */
function peer(run: (job: JudgeJob) => boolean): Asked {
  const verdictOf = (job: JudgeJob) => {
    const status: Status = run(job) ? 'pass' : 'fail';
    return { status, passed: 0, total: job.task.tests.length, tests: [], fuel: 0, ms: 0 };
  };
  return { judge: async (jobs) => jobs.map(verdictOf) };
}

const callExpression = ({ args }: Test) => `JSON.stringify(f(...${JSON.stringify(args)}))`;

function inContexts({ task, program }: JudgeJob): boolean {
  return (task.tests as Test[]).every((test) => {
    const context = createContext({});
    runInContext(program, context, { timeout: 800 });
    return runInContext(callExpression(test), context, { timeout: 800 }) === JSON.stringify(test.expected);
  });
}

function inProcess({ task, program }: JudgeJob): boolean {
  const tests = task.tests as Test[];
  const source = `${program}\nfor (const run of [${tests.map((test) => `() => ${callExpression(test)}`)}]) console.log(run());`;
  const printed = execFileSync(process.execPath, ['-e', source], { encoding: 'utf8' });
  return printed.trim() === tests.map(({ expected }) => JSON.stringify(expected)).join('\n');
}

const TESTS = Array.from({ length: 8 }, (_, i) => ({ args: [[i, -3, 2 * i]], expected: [-3, i, 2 * i] }));

/** Programs that sort a list: right ones pass all eight tests, wrong ones fail the first. No two have the same text. */
function benchJobs(right: boolean, count: number): JudgeJob[] {
  const body = right ? 'list => [...list].sort((a, b) => a - b)' : 'list => list.slice(1)';
  return Array.from({ length: count }, (_, i) => ({
    task: { entry: 'f', tests: TESTS },
    program: `const f = ${body} // ${i}`,
    stop_at_first_failure: true,
  }));
}

/** Programs a second, after a round to warm up. Throws when a verdict is not the right one. */
async function judgeSpeed(judge: Pick<Judge, 'judge'>, right: boolean, seconds: number): Promise<number> {
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
