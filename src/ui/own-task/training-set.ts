/** The JSONL that a run on one's own problems trains on: exactly these, and something to score it by. */
import type { Problem } from '../../tasks/problem';
import { formatProblems, freeId } from './draft';
import type { Counts } from './own-problems';

/** Scored, when nothing is held out. */
const MOST_SCORED = 64;

export interface TrainingSet extends Counts {
  jsonl: string;
}

type SplitRow = { problem: Problem; split: 'train' | 'heldout' };

/**
 * Where nothing is held out, the trained problems stand in the file a second time, as held-out ones: without any, a run has
 * no score before and after. The name of a copy says that it is one.
 */
export function trainingSet(rows: readonly SplitRow[]): TrainingSet {
  const train = rows.filter(({ split }) => split === 'train');
  const heldout = rows.filter(({ split }) => split === 'heldout');
  const same = heldout.length === 0;
  const taken = new Set(rows.map(({ problem }) => problem.id));
  const scored = same ? train.slice(0, MOST_SCORED).map(({ problem }) => scoredCopy(problem, taken)) : heldout;
  return { jsonl: formatProblems([...train, ...scored]), train: train.length, scored: scored.length, same };
}

function scoredCopy(problem: Problem, taken: Set<string>): SplitRow {
  const id = freeId(`${problem.id} (trained on)`, taken);
  taken.add(id);
  return { problem: { ...problem, id }, split: 'heldout' };
}
