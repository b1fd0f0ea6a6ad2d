/** What a run of reinforcement learning changed: a table of before and after, and programs that the model writes now. */

import type { Group } from '../../rl/records/group';
import { isPass, passRate } from '../../rl/records/pass-rate';
import type { Followed } from './follow';
import { withInterval } from './progress';

/** The lines to print when a run is over; none when it did nothing. */
export function summarizeRun({ evaluations, updates }: Followed): string[] {
  const [before, after] = [evaluations[0], evaluations.at(-1)];
  if (!after) return [];
  if (!updates.first || !updates.last || before === after) return ['', ...programs([], after.examples)];
  const number = (metric: string): [string, string] =>
    [updates.first!, updates.last!].map(({ metrics }) => metrics[metric]?.toFixed(3) ?? '') as [string, string];
  const evaluated = Object.keys(after.metrics).filter((name) => /^eval\/[^/]*@\d+$/.test(name));
  const rows: [string, string, string][] = [
    ['', `step ${before.step}`, `step ${after.step}`],
    ...evaluated.map((name): [string, string, string] => [
      `held-out ${name.slice('eval/'.length)}`,
      withInterval(before.metrics, name),
      withInterval(after.metrics, name),
    ]),
    ['entropy', ...number('entropy')],
    ['tokens of a program', ...number('completions/mean_length')],
    ['training reward', ...number('reward')],
  ];
  return ['', ...aligned(rows), '', ...programs(before.examples, after.examples)];
}

/** A table without lines: columns as wide as their widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}

const PROGRAMS = 3;

/** Programs of problems that got better the most, each with its prompt and verdict. */
function programs(before: readonly Group[], after: readonly Group[]): string[] {
  const rateBefore = new Map(before.map((group) => [group.problem.id, passRate(group)]));
  const gain = (group: Group) => passRate(group) - (rateBefore.get(group.problem.id) ?? 0);
  const chosen = [...after].sort((a, b) => gain(b) - gain(a)).slice(0, PROGRAMS);
  return chosen.flatMap((group) => {
    const { problem, samples } = group;
    const sample = samples.find(({ verdict }) => verdict && isPass(verdict)) ?? samples[0];
    const earlier = rateBefore.get(problem.id);
    const rates = `passes ${percent(passRate(group))}${earlier === undefined ? '' : `, before ${percent(earlier)}`}`;
    return [
      `prompt   ${indented(problem.prompt.trim())}`,
      `program  ${indented(((problem.prefix ?? '') + sample.completion).trim())}`,
      `verdict  ${formatVerdict(sample)} (${rates})`,
      '',
    ];
  });
}

/** `pass, 6 of 6 tests`. */
export function formatVerdict({ verdict }: Group['samples'][number]): string {
  if (!verdict) return 'none: the judge failed';
  const message = verdict.tests.find(({ status }) => status !== 'pass')?.message;
  return `${verdict.status}, ${verdict.passed} of ${verdict.total} tests${message ? `: ${indented(message)}` : ''}`;
}

/** A model's text for a terminal: further lines stand under the first, and no control character gets through. */
export const indented = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a program must not send to a terminal.
  text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd').replaceAll('\n', `\n${' '.repeat(9)}`);

const percent = (share: number): string => `${Math.round(100 * share)} %`;
