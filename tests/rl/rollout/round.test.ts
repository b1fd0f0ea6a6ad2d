import { expect, test } from 'vitest';
import { type Round, restoredRound, type StoredRound, storedRound } from '../../../src/rl/rollout/round';
import { groupWithCall, inFirstEdition } from '../records/first-edition';

/** A tokenizer that has a token for each letter. */
const tokenizer = { encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)) };
const restore = (stored: StoredRound) =>
  restoredRound(JSON.parse(JSON.stringify(stored)), { tokenizer } as Parameters<typeof restoredRound>[1]);

const groups = [groupWithCall];
const verdicts = groupWithCall.samples.map(({ verdict }) => verdict!);
const judged = { groups, verdicts, hacks: { 'hack/constant_frac': 0.5 } };
const round: Round = { groups, updates: 3, unjudged: 1, judged: Promise.resolve(judged) };

test('a round of a checkpoint is the same round, judged', async () => {
  const restored = restore(await storedRound(round));
  expect({ ...restored, judged: await restored.judged }).toEqual({ ...round, judged });
});

test('a round that the first edition stored has its prompts encoded again and its loss masks made from the calls', async () => {
  const stored = await storedRound(round);
  const restored = restore({ ...stored, groups: groups.map(inFirstEdition) });
  const expected = [{ ...groupWithCall, prompt_tokens: tokenizer.encode(groupWithCall.problem.prompt) }];
  expect(restored.groups).toEqual(expected);
  expect((await restored.judged).groups).toEqual(expected);
});
