/** `kata judge FILE`: programs with their unit tests in, a verdict a line out. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { readJsonRows } from '../../common/json';
import { checkOptions } from '../../common/options/given';
import { checkRow } from '../../common/schema-message';
import { rewardOf } from '../../rl/reward/rewards';
import { withNodeJudge } from '../../sandbox/node-judge';
import { judgeOptions } from '../../sandbox/options';
import type { AnyTest, JudgeFailure, Verdict } from '../../sandbox/types';
import { isHidden } from '../../tasks/problem';
import { rowWithTask } from '../../tasks/task-schema';
import type { Command } from '../command';
import { readText } from '../files';

const row = z.object({ name: z.string().optional(), task: rowWithTask({}), code: z.string() });
type Row = z.infer<typeof row>;

export const command: Command = {
  usage: 'judge FILE [options]',
  description:
    'Judges programs. FILE (- for standard input) is a JSON array or JSONL of {name?, task: {entry, tests: [{args, expected}]}, code}, with values in tagged JSON. A test may also be {code}; a task of kind script, stdio or answer has tests {stdin?, stdout}; compare names a policy (docs/sandbox.md). Prints one JSON line per program, in order.',
  schema: judgeOptions,
  operands: 1,
  async run({ given, positional }, terminal) {
    const options = checkOptions(judgeOptions, given);
    const [file] = positional;
    if (file === undefined) throw new InputError('judge: name the file of programs, or - for standard input');
    const rows = readJsonRows(readText(file, 'judge'), file).map(({ value, where }) => checkRow(row, value, where));
    const jobs = rows.map(({ task, code }) => ({ task, program: code }));
    const verdicts = await withNodeJudge(options, (judge) => judge.judge(jobs));
    rows.forEach((given, i) => {
      terminal.print(JSON.stringify({ name: given.name, ...toJsonLine(given, verdicts[i]) }));
    });
    return verdicts.some((verdict) => 'judge_error' in verdict) ? 1 : 0;
  },
};

function toJsonLine({ task }: Row, verdict: Verdict | JudgeFailure): object {
  if ('judge_error' in verdict) return verdict;
  const { status, passed, total, tests, ...rest } = verdict;
  return { status, passed, total, reward: hiddenReward(task.tests, verdict), tests, ...rest };
}

/** The reward `all_tests`: 1 if every hidden test passes, else 0. Tests shown to the model do not count. */
function hiddenReward(tests: readonly AnyTest[], verdict: Verdict): number | null {
  const hidden = tests.flatMap((test, i) => (isHidden(test) ? [verdict.tests[i]?.status] : []));
  if (hidden.length === tests.length) return rewardOf(verdict, 'all_tests');
  return hidden.every((status) => status === 'pass') ? 1 : 0;
}
