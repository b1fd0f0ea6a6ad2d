import { describe, expect, it } from 'vitest';
import { type CorpusOptions, corpusOptions, corpusRow } from '../../../src/tasks/spec-to-function/corpus';
import { agree, assignSplit } from '../../../src/tasks/spec-to-function/meaning';
import { evaluate, parseSpec } from '../../../src/tasks/spec-to-function/spec';
import { run } from './run';

const corpusRows = (seed: number, count: number, options?: CorpusOptions) =>
  Array.from({ length: count }, (_, index) => corpusRow(seed, index, options));
const rows = corpusRows(1, 4000);
const share = (holds: (row: (typeof rows)[number]) => boolean, among = rows) =>
  among.filter(holds).length / among.length;

describe('corpus', () => {
  it('is a function of the seed and the index', () => {
    expect(corpusRow(1, 1234)).toEqual(rows[1234]);
    expect(corpusRow(2, 1234)).not.toEqual(rows[1234]);
  });

  it('has the stated proportions', () => {
    expect(share(({ level }) => level >= 3)).toBeCloseTo(0.4, 1);
    expect(share(({ style }) => style === 'statements')).toBeCloseTo(0.5, 1);
    // A third of the mutations of one step, the swaps, cannot be made.
    const ofOneStep = rows.filter(({ level }) => level === 1);
    expect(share(({ mutation }) => mutation !== undefined, ofOneStep)).toBeCloseTo(0.7 * (2 / 3), 1);
    const deeper = rows.filter(({ level }) => level > 1);
    expect(share(({ mutation }) => mutation !== undefined, deeper)).toBeGreaterThan(0.57);
    expect(share(({ mutation }) => mutation !== undefined, deeper)).toBeLessThan(0.7);
    expect(share(({ correct }) => !correct)).toBeGreaterThan(0.48);
    expect(share(({ correct }) => !correct)).toBeLessThan(0.58);
  });

  it('follows its options', () => {
    const clean = corpusRows(1, 300, corpusOptions.parse({ corpus_mutated: 0, corpus_deep: 0, corpus_statements: 0 }));
    for (const { correct, level, style, mutation } of clean) {
      expect({ correct, style, mutation, shallow: level <= 2 }).toEqual({
        correct: true,
        style: 'expression',
        mutation: undefined,
        shallow: true,
      });
    }
    expect(() => corpusOptions.parse({ corpus_mutated: 1.5 })).toThrow();
  });

  it('asks only for training specs', () => {
    for (const { prompt } of rows) expect(assignSplit(parseSpec(prompt))).toBe('train');
  });

  it('holds valid JavaScript throughout, and says truly which programs are right', () => {
    const inputs = {
      x: [-23, -8, 0, 3, 14, 57],
      s: ['', 'kEd', 'abcDE 27abKK'],
      a: [
        [4, 4, -7],
        [12, 3, -2, 0, 9, 8],
      ],
    };
    for (const { prompt, completion, correct } of rows) {
      const spec = parseSpec(prompt);
      const results = inputs[spec.type].map((input) => run(completion, input));
      if (!correct) continue;
      inputs[spec.type].forEach((input, index) => {
        const expected = evaluate(spec.steps, input);
        const finite = JSON.stringify(expected) !== 'null' && Math.abs(Number(expected) || 0) < 1e9;
        if (finite) expect(JSON.stringify(results[index]), prompt + completion).toBe(JSON.stringify(expected));
      });
    }
    expect(agree(parseSpec('x: add 1, add 2'), parseSpec('x: add 2, add 1').steps)).toBe(true);
  });
});
