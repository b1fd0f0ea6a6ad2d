/** What a comparison of arms says, and what it does not: the summary of `rl/report`, and sentences that are no louder than it. */

import { unlike } from '../../rl/comparison/plan';
import { toRunRecord } from '../../rl/report/record';
import { type ArmSummary, summarize } from '../../rl/report/summary';
import { evaluationRows, metricsRows } from '../export/run-files';
import { isAtEnd } from '../session/run-store';
import type { RunsArm } from './arms';
import { optionsOf } from './config-diff';
import type { RunData } from './run-data';

export interface Report {
  summaries: readonly ArmSummary[];
  /** How far it can be trusted, a sentence each. */
  notes: readonly string[];
}

/** The report of two arms or more whose held-out problems are known one by one; undefined while there are fewer. */
export function makeReport(arms: readonly RunsArm[]): Report | undefined {
  const known = arms
    .map(({ label, runs }) => ({ label, runs: runs.filter(isEvaluated) }))
    .filter(({ runs }) => runs.length > 0);
  if (known.length < 2) return undefined;
  const records = known.flatMap(({ label, runs }) =>
    runs.map(({ run, updates, evaluations }) =>
      toRunRecord(label, Number(optionsOf(run)?.seed), {
        metrics: metricsRows(updates, evaluations),
        evaluations: evaluationRows(evaluations),
      }),
    ),
  );
  const summaries = summarize(records);
  const differences = unlike(
    known.flatMap(({ label, runs: [{ run }] }) => (run.info ? [{ arm: label, options: run.info.options }] : [])),
  );
  const open = known.flatMap(({ runs }) => runs).filter(({ run }) => !isAtEnd(run));
  return {
    summaries,
    notes: [
      ...conclusions(summaries),
      ...seedsNote(summaries),
      ...differences.map((line) => `${line}.`),
      ...(open.length > 0
        ? [`Not at the end, and compared where it stands: ${open.map(({ run }) => run.name).join(', ')}.`]
        : []),
    ],
  };
}

/** Every problem has its verdicts, so that all can be drawn again. */
function isEvaluated({ evaluations }: RunData): boolean {
  const last = evaluations.findLast(({ problems }) => problems)?.problems ?? [];
  return last.length > 0 && last.every(({ n }) => n === last[0].n && n > 0);
}

/** Who is told apart from whom, by the intervals of pass@1 at the end. */
function conclusions(summaries: readonly ArmSummary[]): string[] {
  const [best, ...others] = [...summaries].sort((a, b) => b.pass.mean - a.pass.mean);
  const level = others.filter(({ pass }) => pass.high >= best.pass.low);
  const behind = others.filter(({ pass }) => pass.high < best.pass.low);
  const lines: string[] = [];
  if (behind.length > 0) {
    lines.push(`${best.arm} ends above ${listed(behind)}: the intervals of held-out pass@1 do not overlap.`);
  }
  if (level.length > 0) {
    lines.push(
      `The intervals of ${listed([best, ...level])} overlap: by their pass@1 at the end, this comparison does not tell them apart.`,
    );
  }
  const [first] = summaries;
  for (const { arm, ahead } of summaries) {
    const overlaps = [best, ...level].some((other) => other.arm === arm) && [best, ...level].includes(first);
    if (!ahead || !overlaps || (ahead.low <= 0 && ahead.high >= 0)) continue;
    const [low, high] = [ahead.low, ahead.high].map(Math.abs).sort((a, b) => a - b);
    lines.push(
      `Problem by problem, ${arm} is ${ahead.mean > 0 ? 'ahead of' : 'behind'} ${first.arm} by ${points(Math.abs(ahead.mean))} (${points(low)} to ${points(high)}).`,
    );
  }
  return lines;
}

function seedsNote(summaries: readonly ArmSummary[]): string[] {
  const counts = summaries.map(({ runs }) => new Set(runs.map(({ seed }) => seed)).size);
  const fewest = Math.min(...counts);
  const uneven = new Set(counts).size > 1 ? ['The arms have not the same number of seeds.'] : [];
  if (fewest === 1) {
    return [
      ...uneven,
      'With one seed, the interval says how far the number could be off on other problems, not with another seed: that can turn the order around.',
    ];
  }
  if (fewest <= 3) {
    return [
      ...uneven,
      `With ${fewest === 2 ? 'two' : 'three'} seeds, intervals are rather too narrow than too wide: a lead that is barely one is a reason for more seeds.`,
    ];
  }
  return uneven;
}

const points = (share: number): string => `${(share * 100).toFixed(1)} points`;

function listed(arms: readonly { arm: string }[]): string {
  const names = arms.map(({ arm }) => arm);
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
