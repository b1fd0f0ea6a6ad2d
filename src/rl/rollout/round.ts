/** A round of sampling: programs written for some problems in one go, judged while and after they are written. */
import type { Generator } from '../../model/generation';
import type { Judge, JudgeFailure, Verdict } from '../../sandbox/types';
import type { Problem } from '../../tasks/problem';
import type { TrainOptions } from '../options/commands/train';
import type { Policy } from '../policy/policy';
import type { Metrics } from '../records/events';
import { type Group, restoreGroup, type StoredGroup } from '../records/group';
import { markHacks } from '../reward/hack-report';
import { Judging } from '../reward/judging';
import { stopsAtFirstFailure } from '../reward/rewards';
import { type OnWritten, rollout } from './rollout';

interface Judged {
  /** The groups of the round, their samples with verdicts, rewards and hacks. */
  groups: Group[];
  verdicts: (Verdict | JudgeFailure)[];
  hacks: Metrics;
}

export interface Round {
  /** As sampled. */
  groups: Group[];
  /** Optimizer steps that the weights which wrote the round had seen. */
  updates: number;
  /** Programs that were waiting for their verdicts when the last one was written. */
  unjudged: number;
  /** Fulfilled when every sample has its verdict and reward. */
  judged: Promise<Judged>;
}

interface RoundContext {
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
    shaping: options,
  });
  const groups = await rollout(policy, generator, problems, { ...options, first_uid, signal, onWritten }, judging);
  const { unjudged } = judging;
  const judged = judgeAll();
  // A failure is thrown where the verdicts are waited for.
  judged.catch(() => {});
  return { groups, updates, unjudged, judged };

  async function judgeAll(): Promise<Judged> {
    // A run measures the same whether or not somebody wants to see all tests.
    const to_first_failure = stopsAtFirstFailure(options.reward);
    const { groups: rewarded, verdicts } = await judging.assignRewards(groups);
    const { groups: marked, metrics: hacks } = await markHacks(judge, problems, rewarded, { to_first_failure });
    return { groups: marked, verdicts, hacks };
  }
}

/** A round as a checkpoint holds it, judged. */
export type StoredRound = Omit<Round, 'judged' | 'groups'> &
  Omit<Judged, 'groups'> & { groups: readonly StoredGroup[] };

/** A round for a checkpoint, once it is judged. */
export async function storedRound({ judged, ...round }: Round): Promise<StoredRound> {
  return { ...round, ...(await judged) };
}

/** The round of a checkpoint. An older one has no prompt tokens: its prompts are encoded again. */
export function restoredRound(
  { verdicts, hacks, ...round }: StoredRound,
  { tokenizer }: Pick<Policy, 'tokenizer'>,
): Round {
  const groups = round.groups.map((stored) =>
    restoreGroup({ ...stored, prompt_tokens: stored.prompt_tokens ?? tokenizer.encode(stored.problem.prompt) }),
  );
  return { ...round, groups, judged: Promise.resolve({ groups, verdicts, hacks }) };
}
