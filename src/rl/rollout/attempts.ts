/** A model's attempts at problems, judged: for evaluation, pass rates, and rows to learn from. */
import type { Generator } from '../../model/generation';
import type { Judge } from '../../sandbox/types';
import type { Problem } from '../../tasks/problem';
import type { Policy } from '../policy/policy';
import type { Group } from '../records/group';
import { Judging } from '../reward/judging';
import { rollout, type SamplingOptions } from './rollout';

interface AttemptOptions extends SamplingOptions {
  /** Programs for each problem. */
  samples: number;
  seed: number;
  /** Run every test of every program, not only up to the first that fails. */
  all_tests?: boolean;
}

/** Programs sampled at a time: what memory their tokens and verdicts take stays bounded. */
const PROGRAMS = 4096;

/** The groups of programs, problem by problem. Which programs they are depends on nothing but seed and place. */
export async function attempt(
  { policy, generator, judge }: { policy: Policy; generator: Generator; judge: Judge },
  problems: readonly Problem[],
  { samples, all_tests, onWritten, ...options }: AttemptOptions,
  progress?: (done: number) => void,
): Promise<Group[]> {
  const groups: Group[] = [];
  const at_once = Math.max(1, Math.floor(PROGRAMS / samples));
  for (let at = 0; at < problems.length; at += at_once) {
    progress?.(at);
    const some = problems.slice(at, at + at_once);
    const judging = new Judging(judge, some, { reward: 'all_tests', all_tests });
    const sampling = {
      ...options,
      num_generations: samples,
      first_uid: at * samples,
      onWritten: onWritten && ((written: number) => onWritten(at * samples + written, problems.length * samples)),
    };
    const written = await rollout(policy, generator, some, sampling, judging);
    groups.push(...(await judging.assignRewards(written)).groups);
  }
  return groups;
}
