/** Where two runs part: the first step at which they measured something else. */
import { isTiming, type MetricsRow } from '../records/run-log';

export interface DifferingMetric {
  name: string;
  /** Undefined where only the other run measured it. */
  first: number | undefined;
  second: number | undefined;
}

interface FirstDifference {
  step: number;
  metrics: DifferingMetric[];
}

/** Steps in which both measured something, and where they part first; a run may be shorter than the other. */
interface Comparison {
  steps: number;
  difference?: FirstDifference;
}

/** Compares the rows of two `metrics.jsonl`, bit by bit, up to the end of the shorter run. */
export function compareMetrics(first: readonly MetricsRow[], second: readonly MetricsRow[]): Comparison {
  const [a, b] = [bySteps(first), bySteps(second)];
  const shared = [...a.keys()].filter((step) => b.has(step)).sort((x, y) => x - y);
  for (const [i, step] of shared.entries()) {
    const metrics = differing(a.get(step)!, b.get(step)!);
    if (metrics.length > 0) return { steps: i + 1, difference: { step, metrics } };
  }
  return { steps: shared.length };
}

/** The metrics of each step, those of its evaluation among them. */
function bySteps(rows: readonly MetricsRow[]): Map<number, Record<string, number>> {
  const steps = new Map<number, Record<string, number>>();
  for (const { step, ...metrics } of rows) steps.set(step, { ...steps.get(step), ...metrics });
  return steps;
}

function differing(a: Record<string, number>, b: Record<string, number>): DifferingMetric[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => !isTiming(name) && !Object.is(a[name], b[name]))
    .map((name) => ({ name, first: a[name], second: b[name] }));
}
