/** What is right of an input: what the reference does, or most of the programs that may vote. */
import { valueAgrees } from '../../sandbox/compare';
import type { FunctionProblem } from '../problem';
import { type Bad, type Outcome, toExpected } from './outcomes';

export interface Voter {
  /** How often the program was written; votes count as often. */
  weight: number;
  outcomes: readonly Outcome[];
}

/**
 * The answer to the `at`-th input. Without a reference it is the one with the most votes, the first of equals, when at
 * least the share `agreement` of the votes is for it. A reference decides alone, but not against such a share.
 */
export function elect(
  { compare }: Pick<FunctionProblem, 'compare'>,
  reference: readonly Outcome[] | undefined,
  voters: readonly Voter[],
  at: number,
  agreement: number,
): Outcome {
  const agree = (one: Outcome, other: Outcome): boolean => {
    if ('result' in one) return 'result' in other && valueAgrees(compare, toExpected(one), other.result);
    return 'error' in one && 'error' in other && one.error === other.error;
  };
  const elected = mostVoted(voters, at);
  const decided = reference?.[at] ?? elected;
  if (!decided || 'bad' in decided) return decided ?? { bad: 'disputed' };
  if (!elected || (reference && agree(decided, elected))) return decided;
  const votes = voters.filter(
    ({ outcomes }) => JSON.stringify(outcomes[at]) === JSON.stringify(elected) || agree(elected, outcomes[at]),
  );
  const isAgreed = sum(votes) >= agreement * sum(voters);
  return isAgreed === Boolean(reference) ? { bad: 'disputed' } : decided;
}

/** The outcome of most votes; undefined when nobody votes. */
function mostVoted(voters: readonly Voter[], at: number): Outcome | undefined {
  const counts = new Map<string, { outcome: Outcome; votes: number }>();
  for (const { outcomes, weight } of voters) {
    const outcome = outcomes[at];
    const entry = counts.get(JSON.stringify(outcome)) ?? { outcome, votes: 0 };
    entry.votes += weight;
    counts.set(JSON.stringify(outcome), entry);
  }
  const most = Math.max(...[...counts.values()].map(({ votes }) => votes));
  return [...counts.values()].find(({ votes }) => votes === most)?.outcome;
}

const sum = (voters: readonly Voter[]): number => voters.reduce((all, { weight }) => all + weight, 0);

export const countGood = (outcomes: readonly Outcome[]): number => outcomes.filter((one) => !('bad' in one)).length;

export function countBad(outcomes: readonly Outcome[]): Partial<Record<Bad, number>> {
  const counts: Partial<Record<Bad, number>> = {};
  for (const outcome of outcomes) if ('bad' in outcome) counts[outcome.bad] = (counts[outcome.bad] ?? 0) + 1;
  return counts;
}
