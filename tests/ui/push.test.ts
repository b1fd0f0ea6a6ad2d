import { expect, test } from 'vitest';
import type { Sample } from '../../src/rl/events';
import { pushes } from '../../src/ui/push';

const sample = (given: Partial<Sample>): Sample => ({
  completion: 'ab',
  tokens: [1, 2, 0],
  pieces: ['a', 'b', '<end>'],
  logprobs: [Math.log(0.5), Math.log(0.9), Math.log(0.2)],
  ended: true,
  advantage: 1,
  ...given,
});

test('a token is pushed by advantage times one minus its probability, relative to the greatest', () => {
  const [up, down] = pushes({ samples: [sample({}), sample({ advantage: -2, logprobs: [0, Math.log(0.5), 0] })] });
  expect(up?.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(up?.map(({ push }) => push)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.1, 12)]);
  expect(down?.map(({ push }) => push)).toEqual([expect.closeTo(0, 12), expect.closeTo(-1, 12)]);
});

test('where nothing is learned nothing is pushed', () => {
  const [only] = pushes({ samples: [sample({ advantage: 0 })] });
  expect(only?.map(({ push }) => Math.abs(push))).toEqual([0, 0]);
});

test('a program without an advantage, or whose tokens do not spell it, has no pushes', () => {
  const samples = [
    sample({ advantage: undefined }),
    sample({ completion: 'é', pieces: ['<0xC3>', '<0xA9>', '<end>'] }),
    sample({ ended: false, pieces: ['a', 'b'], tokens: [1, 2], logprobs: [-1, -1] }),
  ];
  expect(pushes({ samples }).map((push) => push?.length)).toEqual([undefined, undefined, 2]);
  expect(pushes({ samples: [] })).toEqual([]);
});

test('what an interpreter put in is shown and not pushed', () => {
  const call = { program: '1', output: '1', failed: false, inserted: [2, 4] as [number, number] };
  const [push] = pushes({
    samples: [
      sample({
        completion: 'b',
        pieces: ['a', '<|output|>', '1', '<|turn|>', 'b', '<end>'],
        tokens: [1, 5, 6, 7, 2, 0],
        logprobs: [-1, -1, 0, 0, -1, -1],
        calls: [call],
      }),
    ],
  });
  expect(push?.map(({ text }) => text).join('')).toBe('a<|output|>1<|turn|>b');
  expect(push?.map(({ push }) => Math.abs(push) > 0)).toEqual([true, true, false, false, true]);
  expect(push?.map(({ inserted }) => inserted ?? false)).toEqual([false, false, true, true, false]);
});
