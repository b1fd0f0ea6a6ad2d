/** `kata tasks synthesize`: hidden tests for problems that have few, made on this machine. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { formatJsonl } from '../../common/json';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { mean } from '../../common/statistics';
import type { Group } from '../../rl/records/group';
import { withNodeJudge } from '../../sandbox/node-judge';
import { toRow } from '../../tasks/jsonl';
import { type Score, type Synthesis, synthesize } from '../../tasks/synthesize';
import { BAD, type Bad } from '../../tasks/synthesize/outcomes';
import type { Command } from '../command';
import { writeWhole } from '../files';
import { printResult } from '../terminal';
import { attempts, readOrDrawProblems, rowOptions, sessionOptions, writerOptions } from './attempts';
import { listed, outputFile } from './report';

const schema = z.strictObject({
  output: option('synthesize', z.string().min(1), 'JSONL file for the problems.'),
  max_tests: option('synthesize', z.int().min(1).default(16), 'Maximum number of hidden tests per problem.'),
  min_tests: option(
    'synthesize',
    z.int().min(1).default(5),
    'Minimum number of hidden tests; problems that end with fewer are left out (AceCoder: 5).',
  ),
  keep_tests: option(
    'synthesize',
    z.boolean().default(true),
    'Keep the given hidden tests and add to them. false: replace them, and infer the arguments from the visible tests if there are any.',
  ),
  beyond: option(
    'synthesize',
    z.boolean().default(true),
    'Also use inputs beyond those of the given tests: 0, negative and larger numbers, empty and long strings and lists, other letters. false: for problems that leave such inputs undefined.',
  ),
  candidates: option('synthesize', z.int().min(1).default(64), 'Number of candidate inputs per problem.'),
  mutants: option(
    'synthesize',
    z.int().min(0).default(40),
    'Maximum number of mutants (copies with one small fault) of the reference to select tests by.',
  ),
  ...writerOptions(
    'synthesize',
    'Folder of a strong model. Where a problem has no reference, its programs that pass the given tests vote on the answers. Its wrong programs help to select the tests.',
  ),
  agreement: option(
    'synthesize',
    z.number().gt(0).max(1).default(0.7),
    "Share of the model's programs that must agree on an answer. If they agree on an answer other than the reference's, the input is left out.",
  ),
  ...rowOptions('synthesize'),
  ...sessionOptions,
});

/** Problems worked on at the same time: enough that no worker of the judge waits. */
const AT_ONCE = 8;

export const command: Command = {
  usage: 'tasks synthesize FILE.jsonl|NAME --output OUT.jsonl [--model DIR] [options]',
  description:
    "Generates hidden tests as AceCoder does. Inputs follow the types of the known ones; the reference, or the majority of a model's programs, answers them. Bad tests are left out, and the others are selected so that mutants and wrong programs fail. Visible tests stay as they are. Problems that end with too few tests are listed with the reason.",
  schema,
  operands: 1,
  async run({ given, positional: [name], json }, terminal) {
    if (name === undefined) throw new InputError('tasks synthesize: name a file of problems, or a built-in task set');
    const options = checkOptions(schema, given);
    const { model, output, min_tests, max_tests, agreement, mutants, seed } = options;
    if (min_tests > max_tests) throw new InputError(`min_tests: ${min_tests} is more than max_tests, ${max_tests}`);
    const path = outputFile(output, name);
    const rows = await readOrDrawProblems(name, 'tasks synthesize', options);
    const problems = rows.map(({ problem }) => problem);
    const groups = model === null ? [] : await attempts(options, model, name, problems, terminal.status);
    const programs = groups.map(completePrograms);
    const found: Synthesis[] = [];
    await withNodeJudge(options, async (judge) => {
      for (let at = 0; at < problems.length; at += AT_ONCE) {
        terminal.status(`${at} of ${problems.length} problems …`);
        const some = problems.slice(at, at + AT_ONCE);
        const made = some.map((problem, i) => synthesize(judge, problem, programs[at + i] ?? [], options));
        found.push(...(await Promise.all(made)));
      }
    });
    terminal.status('');
    const written = rows.flatMap(({ split }, i) => {
      const { problem } = found[i];
      return problem ? [toRow({ problem, split })] : [];
    });
    if (written.length > 0) await writeWhole(path, formatJsonl(written));
    const report = {
      ...{ tasks: name, model, output: written.length > 0 ? path : null },
      ...{ min_tests, max_tests, agreement: model === null ? undefined : agreement, seed, mutants_at_most: mutants },
      ...{ read: rows.length, written: written.length, ...countTotals(found) },
      problems: found.map(({ problem: _, ...about }) => about),
    };
    printResult(terminal, json, report, () => formatReport(found, report));
    return written.length > 0 ? 0 : 1;
  },
};

/** The programs of a group; texts that were cut are none. */
const completePrograms = ({ samples }: Group): string[] =>
  samples.filter(({ ended, completion }) => ended && completion !== '').map(({ completion }) => completion);

interface Totals {
  /** Hidden tests of the problems that are written. */
  tests: { kept: number; added: number };
  inputs: { candidates: number; good: number; bad: Partial<Record<Bad, number>> };
  /** Over the problems that are written; before counts those whose given tests could be judged by. */
  mutants: Score;
  programs?: Score;
  /** Means of the shares of mutants that fail, over the problems that have mutants and a score before. */
  mutation_score: { before: number; after: number } | null;
}

function countTotals(found: readonly Synthesis[]): Totals {
  const made = found.filter(({ problem }) => problem);
  const bad: Partial<Record<Bad, number>> = {};
  const inputs = { candidates: 0, good: 0, bad };
  for (const { inputs: one } of found) {
    inputs.candidates += one?.candidates ?? 0;
    inputs.good += one?.good ?? 0;
    for (const [why, count] of Object.entries(one?.bad ?? {})) bad[why as Bad] = (bad[why as Bad] ?? 0) + count;
  }
  const sum = (count: (synthesis: Synthesis) => number) => made.reduce((all, one) => all + count(one), 0);
  const scored = (which: 'mutants' | 'programs'): Score => ({
    before: sum((one) => one[which]?.before ?? 0),
    after: sum((one) => one[which]?.after ?? 0),
    total: sum((one) => one[which]?.total ?? 0),
  });
  const both = made.flatMap(({ mutants }) =>
    mutants && mutants.total > 0 && mutants.before !== undefined ? [mutants] : [],
  );
  const meanShare = (killed: (score: Score) => number) => mean(both.map((one) => killed(one) / one.total));
  return {
    tests: { kept: sum(({ tests }) => tests!.kept), added: sum(({ tests }) => tests!.added) },
    inputs,
    mutants: scored('mutants'),
    ...(made.some(({ programs }) => programs) && { programs: scored('programs') }),
    mutation_score:
      both.length === 0 ? null : { before: meanShare(({ before }) => before!), after: meanShare(({ after }) => after) },
  };
}

function formatReport(
  found: readonly Synthesis[],
  {
    read,
    written,
    output,
    tests,
    inputs,
    mutants,
    programs,
    mutation_score,
  }: Totals & { read: number; written: number; output: string | null },
): string[] {
  const counts = ({ before, after, total }: Score) =>
    `${before === undefined ? '' : `${before} → `}${after} of ${total}`;
  const lines = found.map(({ id, reason, tests, mutants, programs, voters }) => {
    if (reason !== undefined) return `left out  ${id}: ${reason}`;
    const by = voters === undefined ? '' : `, by ${listed(voters, 'vote')}`;
    const wrong = programs ? `, ${counts(programs)} programs` : '';
    return `made      ${id}: ${listed(tests!.added, 'test')} added to ${tests!.kept}${by}; they fail ${counts(mutants!)} mutants${wrong}`;
  });
  const why = Object.entries(inputs.bad).map(([reason, count]) => `${count} ${BAD[reason as Bad]}`);
  lines.push(
    '',
    `${written} of ${listed(read, 'problem')} ${output === null ? 'stay' : `written to ${output}`}, with ${listed(tests.added, 'new test')} beside ${tests.kept} given`,
    `inputs     ${inputs.good} of ${inputs.candidates} make a test${why.length > 0 ? `; of the others ${why.join(', ')}` : ''}`,
    `mutants    ${counts(mutants)} fail${mutation_score ? `; mutation score ${mutation_score.before.toFixed(3)} → ${mutation_score.after.toFixed(3)} on average` : ''}`,
  );
  if (programs) lines.push(`programs   ${counts(programs)} fail`);
  return lines;
}
