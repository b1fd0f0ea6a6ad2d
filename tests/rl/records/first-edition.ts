import type { Group, StoredGroup } from '../../../src/rl/records/group';

/** A group as the first edition stored it: without prompt tokens and loss masks. */
export const inFirstEdition = ({ prompt_tokens: _, samples, ...group }: Group): StoredGroup => ({
  ...group,
  samples: samples.map(({ loss_mask: _, ...sample }) => sample),
});

/** A group of two samples, of which the first called an interpreter and had its output inserted. */
export const groupWithCall: Group = {
  problem: { id: 'p', prompt: 'double n', entry: 'f' },
  prompt_tokens: [7, 8],
  tests: [{ call: 'f(1)', expected: '2' }],
  samples: [
    {
      completion: '=>2*n',
      tokens: [5, 6, 20, 21, 9],
      pieces: ['a', 'b', 'c', 'd', 'e'],
      loss_mask: [1, 1, 0, 0, 1],
      logprobs: [-0.5, -0.25, 0, 0, -1],
      ended: true,
      calls: [{ program: 'f(1)', output: '2', failed: false, inserted: [2, 4] }],
      well_formed: true,
      verdict: { status: 'pass', passed: 1, total: 1, tests: [{ status: 'pass', fuel: 3, ms: 1 }], fuel: 3, ms: 1 },
      reward: 1,
      advantage: 0.5,
    },
    {
      completion: '=>n',
      tokens: [5, 9],
      pieces: ['a', 'e'],
      loss_mask: [1, 1],
      logprobs: [-0.5, -1],
      ended: true,
      calls: [],
      verdict: { status: 'fail', passed: 0, total: 1, tests: [{ status: 'fail', fuel: 3, ms: 1 }], fuel: 3, ms: 1 },
      reward: 0,
      advantage: -0.5,
    },
  ],
};
