/** `kata tasks validate`: whether the tests of problems pass the programs that solve them, and fail all others. */

import { withNodeJudge } from '../../sandbox/node-judge';
import { type Choice, distinctProblems } from '../../tasks/distinct';
import type { TaskSet } from '../../tasks/problem';
import { type ProblemReport, summarize, type ValidateOptions, validateProblem } from '../../tasks/validate';
import { printResult, type Terminal } from '../terminal';

/** Problems judged at the same time: enough that no worker waits. */
const AT_ONCE = 16;
/** Validates distinct problems of a task set; the exit code, 1 when one is bad. */
export async function validateTasks(
  tasks: TaskSet,
  choice: Choice,
  options: ValidateOptions,
  { json, terminal }: { json: boolean; terminal: Terminal },
): Promise<number> {
  const problems = distinctProblems(tasks, choice).map(({ problem }) => problem);
  const reports: ProblemReport[] = [];
  await withNodeJudge({}, async (judge) => {
    for (let at = 0; at < problems.length; at += AT_ONCE) {
      terminal.status(`validating ${at} of ${problems.length} problems …`);
      const batch = problems.slice(at, at + AT_ONCE);
      for (const report of await Promise.all(batch.map((problem) => validateProblem(judge, problem, options)))) {
        reports.push(report);
        printResult(terminal, json, report, () => formatReport(report));
      }
    }
  });
  const summary = summarize(reports);
  terminal.status('');
  printResult(terminal, json, { type: 'summary', tasks: tasks.name, ...summary }, () => ['', formatSummary(summary)]);
  return summary.valid === summary.problems ? 0 : 1;
}

function formatReport({ id, errors, warnings, mutants, survivors }: ProblemReport): string[] {
  const score = mutants && mutants.total > 0 ? `, fails ${mutants.killed} of ${mutants.total} mutants` : '';
  return [
    `${errors.length === 0 ? 'good' : 'BAD '}  ${id}${score}`,
    ...errors.map((error) => `      error: ${error}`),
    ...warnings.map((warning) => `      warning: ${warning}`),
    ...(survivors ?? []).map((program) => `      passes: ${program.trim().replaceAll('\n', `\n${' '.repeat(14)}`)}`),
  ];
}

function formatSummary({ problems, valid, warned, mutants, mutation_score }: ReturnType<typeof summarize>): string {
  const score = mutation_score
    ? `; mutation score ${mutation_score.mean.toFixed(3)} on average, ${mutation_score.min.toFixed(3)} at least (${mutants.killed} of ${mutants.total} mutants fail)`
    : '';
  return `${valid} of ${problems} problems are good, ${warned} with warnings${score}`;
}
