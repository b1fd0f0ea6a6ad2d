import { describe, expect, test } from 'vitest';
import { dedupe } from '../../src/tasks/dedupe';
import { distinctNgrams, splitWords } from '../../src/tasks/ngrams';
import type { Problem } from '../../src/tasks/problem';

const problem = (id: string, prompt: string, entry = 'f'): Problem => ({
  id,
  prompt,
  entry,
  tests: [{ args: [1], expected: 1 }],
});
const OPTIONS = { ngram: 9, ngram_share: 0, threshold: 0.95 };
const nine = (...changes: [number, string][]) => {
  const words = 'write a function that finds the longest common run'.split(' ');
  for (const [at, word] of changes) words[at] = word;
  return words.join(' ');
};

test('words are lower case, whatever parts them; runs slide by one', () => {
  expect(splitWords('Find foo_bar(x2, "É"):\n  --Ok.')).toEqual(['find', 'foo_bar', 'x2', 'é', 'ok']);
  expect([...distinctNgrams('a b, c! a b c', 3)]).toEqual(['a b c', 'b c a', 'c a b']);
  expect(distinctNgrams('a b', 3).size).toBe(0);
});

describe('within a set', () => {
  test('the same text but for blanks; another entry or case is another problem', () => {
    const set = [problem('a', 'x  + 1\n'), problem('b', 'x + 1'), problem('c', 'x + 1', 'g'), problem('d', 'X + 1')];
    expect(dedupe(set, [], OPTIONS)).toEqual({
      kept: [0, 2, 3],
      duplicates: [{ dropped: 'b', kept: 'a', of: 'set', reason: 'exact', likeness: 1 }],
    });
  });

  test('nine words in a row, and not eight', () => {
    const set = [problem('a', `One: ${nine()} of two.`), problem('b', nine()), problem('c', nine([8, 'word']))];
    const { kept, duplicates } = dedupe(set, [], OPTIONS);
    expect(kept).toEqual([0, 2]);
    expect(duplicates).toEqual([{ dropped: 'b', kept: 'a', of: 'set', reason: 'ngram', likeness: 1, gram: nine() }]);
    expect(dedupe(set, [], { ...OPTIONS, ngram: 8 }).kept).toEqual([0]);
    expect(dedupe(set, [], { ...OPTIONS, ngram: 0 }).kept).toEqual([0, 1, 2]);
  });

  test('ngram_share asks for that share of the runs', () => {
    // b has four runs of nine words, one of which a has.
    const set = [problem('a', nine()), problem('b', `${nine()} or not at all`)];
    expect(dedupe(set, [], { ...OPTIONS, ngram_share: 0.2 }).kept).toEqual([0]);
    expect(dedupe(set, [], { ...OPTIONS, ngram_share: 0.2 }).duplicates[0].likeness).toBe(0.2);
    expect(dedupe(set, [], { ...OPTIONS, ngram_share: 0.3 }).kept).toEqual([0, 1]);
  });

  test('what was left out takes nothing with it', () => {
    // c shares words with b only, which is a duplicate of a.
    const tail = 'but here are nine more words for another one';
    const set = [problem('a', nine()), problem('b', `${nine()} ${tail}`), problem('c', tail)];
    expect(dedupe(set, [], OPTIONS).kept).toEqual([0, 2]);
  });
});

test('a problem of the evaluation set goes before all of the set', () => {
  const set = [problem('a', nine()), problem('b', nine()), problem('c', 'another')];
  const { kept, duplicates } = dedupe(set, [problem('held', `${nine()} here`)], OPTIONS);
  expect(kept).toEqual([2]);
  expect(duplicates.map(({ dropped, kept, of }) => [dropped, kept, of])).toEqual([
    ['a', 'held', 'against'],
    ['b', 'held', 'against'],
  ]);
});

test('embeddings: the cosine, whatever the length, of the most alike', () => {
  const set = [problem('a', 'one'), problem('b', 'two'), problem('c', 'three')];
  const vectors = [
    [1, 0],
    [0, 5],
    [3, 4],
  ].map((vector) => Float32Array.from(vector));
  const run = (threshold: number) => dedupe(set, [], { ...OPTIONS, threshold }, { set: vectors, against: [] });
  expect(run(0.81).kept).toEqual([0, 1, 2]);
  expect(run(0.79).duplicates).toEqual([
    { dropped: 'c', kept: 'b', of: 'set', reason: 'embedding', likeness: expect.closeTo(0.8, 6) },
  ]);
});
