/** `kata tasks validate`: whether the tests of problems pay the programs that solve them, and no others. */
import { InputError } from '../common/errors';
import { openNodeJudge } from '../sandbox/node-judge';
import type { Problem, Split, TaskSet } from '../tasks/problem';
import { type ProblemReport, summarize, type ValidateOptions, validateProblem } from '../tasks/validate';
import type { Terminal } from './terminal';

/** Problems judged at the same time: enough that no worker waits. */
const AT_ONCE = 16;
/** A level that is used up starts over: draws without a new problem before all of them count as seen. */
const PATIENCE = 200;

export interface Choice {
  splits: readonly Split[];
  levels: readonly number[];
  seed: number;
  /** How many problems at most. */
  n: number;
}

/** Validates distinct problems of a task set; the exit code, 1 when one is bad. */
export async function validateTasks(
  tasks: TaskSet,
  choice: Choice,
  options: ValidateOptions,
  { json, terminal }: { json: boolean; terminal: Terminal },
): Promise<number> {
  const problems = distinctProblems(tasks, choice);
  const reports: ProblemReport[] = [];
  const judge = openNodeJudge();
  try {
    for (let at = 0; at < problems.length; at += AT_ONCE) {
      terminal.status(`validating ${at} of ${problems.length} problems …`);
      const batch = problems.slice(at, at + AT_ONCE);
      for (const report of await Promise.all(batch.map((problem) => validateProblem(judge, problem, options)))) {
        reports.push(report);
        for (const line of json ? [JSON.stringify(report)] : linesOf(report)) terminal.print(line);
      }
    }
  } finally {
    await judge.close();
  }
  const summary = summarize(reports);
  terminal.status('');
  terminal.print(json ? JSON.stringify({ type: 'summary', tasks: tasks.name, ...summary }) : textOf(summary));
  return summary.valid === summary.problems ? 0 : 1;
}

function distinctProblems(tasks: TaskSet, { splits, levels, seed, n }: Choice): Problem[] {
  const problems = new Map<string, Problem>();
  for (const split of splits) {
    const size = tasks.size(split);
    // A file may have a level in one split only: draw from all of them, and choose.
    const from = Number.isFinite(size) ? tasks.levels : levels;
    let repeated = 0;
    for (let index = 0; problems.size < n && index < size && repeated < PATIENCE; index++) {
      const problem = tasks.problem(split, seed, index, from);
      if (!levels.includes(problem.level ?? 1)) continue;
      repeated = problems.has(problem.id) ? repeated + 1 : 0;
      problems.set(problem.id, problem);
    }
  }
  if (problems.size > 0) return [...problems.values()];
  throw new InputError(
    `${tasks.name}: no problem of level ${levels.join(', ')} in ${splits.join(', ')}; there are the levels ${tasks.levels.join(', ')}`,
  );
}

function linesOf({ id, errors, warnings, mutants, survivors }: ProblemReport): string[] {
  const score = mutants && mutants.total > 0 ? `, fails ${mutants.killed} of ${mutants.total} mutants` : '';
  return [
    `${errors.length === 0 ? 'good' : 'BAD '}  ${id}${score}`,
    ...errors.map((error) => `      error: ${error}`),
    ...warnings.map((warning) => `      warning: ${warning}`),
    ...(survivors ?? []).map((program) => `      passes: ${program}`),
  ];
}

function textOf({ problems, valid, warned, mutants, mutation_score }: ReturnType<typeof summarize>): string {
  const score = mutation_score
    ? `; mutation score ${mutation_score.mean.toFixed(3)} on average, ${mutation_score.min.toFixed(3)} at least (${mutants.killed} of ${mutants.total} mutants fail)`
    : '';
  return `\n${valid} of ${problems} problems are good, ${warned} with warnings${score}`;
}
