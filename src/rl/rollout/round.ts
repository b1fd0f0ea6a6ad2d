/** A round of sampling: programs written for some problems in one go, judged while and after they are written. */
import type { Generator } from '../../model/generation';
import type { Judge, JudgeFailure, Verdict } from '../../sandbox/types';
import type { Problem } from '../../tasks/problem';
import type { TrainOptions } from '../options/commands/train';
import type { Policy } from '../policy/policy';
import type { Metrics } from '../records/events';
import type { Group } from '../records/group';
import { markHacks } from '../reward/hack-report';
import { Judging } from '../reward/judging';
import { stopsAtFirstFailure } from '../reward/rewards';
import { lengthAdjusted, turnsAdjusted } from '../reward/truncation';
import { type OnWritten, rollout } from './rollout';

export interface Judged {
  verdicts: (Verdict | JudgeFailure)[];
  hacks: Metrics;
}

export interface Round {
  groups: Group[];
  /** Optimizer steps that the weights had seen which wrote it. */
  updates: number;
  /** Programs that were waiting for their verdicts when the last one was written. */
  backlog: number;
  /** Fulfilled when every sample has its verdict and reward. */
  judged: Promise<Judged>;
}

export interface RoundContext {
  policy: Policy;
  generator: Generator;
  judge: Judge;
  /** Optimizer steps that the weights have seen. */
  updates: number;
  first_uid: number;
  all_tests?: boolean;
  signal?: AbortSignal;
  onWritten?: OnWritten;
}

/** Samples a round; its verdicts may come later. */
export async function sampleRound(
  problems: readonly Problem[],
  options: TrainOptions,
  { policy, generator, judge, updates, first_uid, all_tests, signal, onWritten }: RoundContext,
): Promise<Round> {
  const judging = new Judging(judge, problems, {
    ...options,
    all_tests,
    adjust: (reward, sample) => turnsAdjusted(lengthAdjusted(reward, sample, options), sample, options),
  });
  const groups = await rollout(policy, generator, problems, { ...options, first_uid, signal, onWritten }, judging);
  const { backlog } = judging;
  const judged = judgeAll();
  // A failure is thrown where the verdicts are waited for.
  judged.catch(() => {});
  return { groups, updates, backlog, judged };

  async function judgeAll(): Promise<Judged> {
    // A run measures the same whether or not somebody wants to see all tests.
    const to_first_failure = stopsAtFirstFailure(options.reward);
    const verdicts = await judging.pay(groups);
    return { verdicts, hacks: await markHacks(judge, problems, groups, { to_first_failure }) };
  }
}

/** A round as it stands in a checkpoint. */
export type StoredRound = Omit<Round, 'judged'> & Judged;

/** A round for a checkpoint, once it is judged. */
export async function storedRound({ judged, ...round }: Round): Promise<StoredRound> {
  return { ...round, ...(await judged) };
}

export function restoredRound({ verdicts, hacks, ...round }: StoredRound): Round {
  return { ...round, judged: Promise.resolve({ verdicts, hacks }) };
}
