/** `kata tasks filter`: the problems worth practising on, by their tests, their references and a model's pass rates. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { formatJsonl } from '../../common/json';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import type { Group } from '../../rl/records/group';
import { countPasses, isPass } from '../../rl/records/pass-rate';
import { withNodeJudge } from '../../sandbox/node-judge';
import type { Judge } from '../../sandbox/types';
import { difficulty, FILTER_PRESETS, type FilterRules, presetRules, rateReason, testsReason } from '../../tasks/filter';
import { toRow } from '../../tasks/jsonl';
import { assembleProgram, type Problem, toJudgeTask } from '../../tasks/problem';
import type { Command } from '../command';
import { writeWhole } from '../files';
import { printResult } from '../terminal';
import { attempts, type ProblemRow, readOrDrawProblems, rowOptions, sessionOptions, writerOptions } from './attempts';
import { listed, outputFile } from './report';

const rate = z.number().min(0).max(1).nullable().default(null);
const schema = z.strictObject({
  preset: option(
    'filter',
    z.enum(FILTER_PRESETS).default('none'),
    'Filter of a paper. klear: 16 tests, and more than half of the programs pass. skywork-or1: some pass and some fail. acereason: at most 6 of 16 pass. acereason-7b and acereason-14b: difficulty up to 5 and 7 of 8. Your own values win.',
  ),
  min_pass_rate: option('filter', rate, "Minimum pass rate of a problem; none: the preset's."),
  max_pass_rate: option('filter', rate, "Maximum pass rate of a problem; none: the preset's."),
  min_tests: option(
    'filter',
    z.int().min(1).nullable().default(null),
    "Minimum number of hidden tests per problem; none: the preset's.",
  ),
  require_reference: option(
    'filter',
    z.boolean().default(false),
    'Leave out problems without a reference. Problems whose reference fails are always left out.',
  ),
  ...writerOptions('filter', 'Folder of the model that measures the pass rates; none: use the pass_rate of the rows.'),
  ...rowOptions('filter'),
  output: option(
    'filter',
    z.string().min(1).nullable().default(null),
    'JSONL file for the problems; none: only the report.',
  ),
  completions: option(
    'filter',
    z.string().min(1).nullable().default(null),
    'JSONL file for all programs of the kept problems, as kata sft --train_file reads them: {prompt, completion, problem, correct, pass_rate}.',
  ),
  ...sessionOptions,
});
type Options = z.output<typeof schema>;

export const command: Command = {
  usage: 'tasks filter FILE.jsonl|NAME [--model DIR] [--preset NAME] [--output OUT.jsonl] [options]',
  description:
    'Leaves out problems with too few tests, problems whose reference fails, and problems that the model solves too rarely or too often. Kept problems are written with their pass_rate, by which kata train can filter too (min_pass_rate, max_pass_rate).',
  schema,
  operands: 1,
  async run({ given, positional: [name], json }, terminal) {
    if (name === undefined) throw new InputError('tasks filter: name a file of problems, or a built-in task set');
    const options = checkOptions(schema, given);
    for (const output of [options.output, options.completions]) if (output !== null) outputFile(output, name);
    if (options.completions !== null && options.model === null) {
      throw new InputError('completions: there are none without --model');
    }
    const rules = filterRules(options);
    const rows = await readOrDrawProblems(name, 'tasks filter', options);
    const sorting = new Sorting(rows);
    sorting.drop(({ problem }) => testsReason(problem, rules));
    if (options.require_reference) {
      sorting.drop(({ problem }) => (problem.reference === undefined ? 'no reference' : undefined));
    }
    terminal.status(`judging references …`);
    const judgeable = sorting.kept.map(({ problem }) => problem);
    const failing = await withNodeJudge(options, (judge) => failingReferences(judge, judgeable));
    sorting.drop(({ problem }) => (failing.has(problem.id) ? 'its reference fails' : undefined));
    const groups =
      options.model === null ? undefined : await sample(options, options.model, name, sorting, terminal.status);
    sorting.drop(({ problem }) => rateReason(problem, rules));
    terminal.status('');

    const { kept, dropped } = sorting;
    if (options.output !== null) await writeWhole(options.output, formatJsonl(kept.map(toRow)));
    if (options.completions !== null) await writeWhole(options.completions, formatJsonl(toTrainingRows(kept, groups!)));
    const report = {
      ...{ tasks: name, model: options.model, samples: options.samples, ...rules, output: options.output },
      ...{ read: rows.length, kept: kept.length, by: counted(dropped.map(({ reason }) => reason)) },
      difficulty: histogram([...kept, ...dropped].map(({ problem }) => problem.pass_rate)),
      dropped: dropped.map(({ problem: { id, pass_rate }, reason }) => ({ id, reason, pass_rate })),
    };
    printResult(terminal, json, report, () => formatReport(report));
  },
};

function filterRules({ preset, samples, min_tests, min_pass_rate, max_pass_rate }: Options): FilterRules {
  const of = presetRules(preset, samples);
  return {
    min_tests: min_tests ?? of.min_tests,
    min_pass_rate: min_pass_rate ?? of.min_pass_rate,
    max_pass_rate: max_pass_rate ?? of.max_pass_rate,
  };
}

/** Problems, rule by rule. */
class Sorting {
  readonly dropped: (ProblemRow & { reason: string })[] = [];
  constructor(public kept: ProblemRow[]) {}

  drop(reasonOf: (row: ProblemRow) => string | undefined): void {
    this.kept = this.kept.filter((row) => {
      const reason = reasonOf(row);
      if (reason !== undefined) this.dropped.push({ ...row, reason });
      return reason === undefined;
    });
  }
}

async function failingReferences(judge: Judge, problems: readonly Problem[]): Promise<Set<string>> {
  const able = problems.filter(({ reference }) => reference !== undefined);
  const verdicts = await judge.judge(
    able.map((problem) => ({
      task: toJudgeTask(problem),
      program: assembleProgram(problem, problem.reference!),
      stop_at_first_failure: true,
    })),
  );
  return new Set(
    able.filter((_, i) => !('status' in verdicts[i] && verdicts[i].status === 'pass')).map(({ id }) => id),
  );
}

/** Samples programs for the problems that are left, and notes their pass rates. */
async function sample(
  options: Options,
  model: string,
  tasks: string,
  sorting: Sorting,
  status: (line: string) => void,
): Promise<Map<string, Group>> {
  const problems = sorting.kept.map(({ problem }) => problem);
  const groups = await attempts(options, model, tasks, problems, status);
  const byId = new Map(problems.map(({ id }, i) => [id, groups[i]]));
  sorting.kept = sorting.kept.map(({ problem, split }) => {
    const { judged, passed } = countPasses(byId.get(problem.id)!);
    const rated = judged === 0 ? {} : { pass_rate: passed / judged, rollouts: judged };
    return { problem: { ...problem, ...rated }, split };
  });
  sorting.drop(({ problem }) =>
    countPasses(byId.get(problem.id)!).judged === 0 ? 'the judge failed on every program' : undefined,
  );
  return byId;
}

/** The programs as rows to learn from; one that the judge failed on is none. */
function toTrainingRows(kept: readonly ProblemRow[], groups: ReadonlyMap<string, Group>): object[] {
  return kept.flatMap(({ problem: { id, prompt, pass_rate } }) =>
    groups
      .get(id)!
      .samples.filter(({ verdict, ended, completion }) => verdict && ended && completion !== '')
      .map(({ completion, verdict }) => ({ prompt, completion, problem: id, correct: isPass(verdict!), pass_rate })),
  );
}

function counted(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Problems by difficulty, 0 to 8; undefined when no rate is known. */
function histogram(rates: readonly (number | undefined)[]): number[] | undefined {
  const known = rates.filter((rate) => rate !== undefined);
  if (known.length === 0) return undefined;
  const counts = new Array<number>(9).fill(0);
  for (const rate of known) counts[difficulty(rate)]++;
  return counts;
}

function formatReport({
  read,
  kept,
  output,
  by,
  difficulty,
  dropped,
}: {
  read: number;
  kept: number;
  output: string | null;
  by: Record<string, number>;
  difficulty: number[] | undefined;
  dropped: { id: string; reason: string; pass_rate?: number }[];
}): string[] {
  const lines = dropped.map(
    ({ id, reason, pass_rate }) =>
      `left out  ${id}: ${reason}${pass_rate === undefined ? '' : ` (${pass_rate.toFixed(3)})`}`,
  );
  if (lines.length > 0) lines.push('');
  const why = Object.entries(by).map(([reason, count]) => `${count} ${reason}`);
  lines.push(
    `${kept} of ${listed(read, 'problem')} stay${output === null ? '' : `, written to ${output}`}${why.length > 0 ? `; left out: ${why.join(', ')}` : ''}`,
  );
  if (difficulty) {
    lines.push(
      `difficulty (programs of 8 that fail): ${difficulty.map((count, level) => `${level}: ${count}`).join('  ')}`,
    );
  }
  return lines;
}
