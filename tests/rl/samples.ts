/** Records for tests: samples, verdicts and groups of which only the fields that matter are given. */
import { type Group, lossMask, type Sample } from '../../src/rl/records/group';
import type { Verdict } from '../../src/sandbox/types';

/** A sample of the given fields. Without tokens it has one; the mask follows from the calls. */
export const makeSample = ({ tokens = [1], ...given }: Partial<Sample> = {}): Sample => ({
  completion: '',
  tokens,
  pieces: tokens.map(() => ''),
  loss_mask: lossMask(
    tokens.length,
    given.calls?.map(({ inserted }) => inserted),
  ),
  logprobs: tokens.map(() => -1),
  ended: true,
  ...given,
});

/** A verdict of one test. */
export const makeVerdict = (passed: boolean): Verdict => ({
  ...{ status: passed ? 'pass' : 'fail', passed: passed ? 1 : 0, total: 1 },
  ...{ tests: [], fuel: 0, ms: 0 },
});

export const makeGroup = (samples: Sample[], given: Partial<Group> = {}): Group => ({
  problem: { id: '', prompt: '', entry: 'f' },
  prompt_tokens: [1],
  tests: [],
  samples,
  ...given,
});
