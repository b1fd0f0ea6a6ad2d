/** The limit on the length of a program. */
import type { Limits } from './limits';
import type { JudgeJob, ProgramOutput, RunJob, Verdict } from './types';

/** The `error` of a program longer than `source_chars`, which is not run; undefined for a shorter program. */
export function overlong(job: JudgeJob, limits: Limits): Verdict | undefined;
export function overlong(job: RunJob, limits: Limits): ProgramOutput | undefined;
export function overlong(job: JudgeJob | RunJob, limits: Limits): Verdict | ProgramOutput | undefined;
export function overlong(job: JudgeJob | RunJob, { source_chars }: Limits): Verdict | ProgramOutput | undefined {
  const { program } = job;
  if (program.length <= source_chars) return undefined;
  const message = `the program has ${program.length} characters; the limit is ${source_chars}`;
  const end = { status: 'error', fuel: 0, ms: 0 } as const;
  if (!('task' in job)) return { ...end, output: '', message };
  return { ...end, passed: 0, total: job.task.tests.length, tests: [{ status: 'error', message }] };
}
