import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { openCorpus } from '../../../src/tasks/corpus';
import { FAMILIES } from '../../../src/tasks/families';
import { familyCorpusRow } from '../../../src/tasks/families/corpus';
import { levelTable } from '../../../src/tasks/families/table';
import { corpusOptions, corpusRow } from '../../../src/tasks/spec-to-function/corpus';

const options = corpusOptions.parse({ corpus_mutated: 0.5, corpus_deep: 0.4 });

describe.each(FAMILIES)('the corpus of $name', (family) => {
  const rows = Array.from({ length: 600 }, (_, index) => familyCorpusRow(family, 1, index, options));
  const byProgram = family.levels.map((level) => {
    const { train, heldout } = levelTable(level).functions;
    return new Map([...train, ...heldout].flatMap((one) => one.programs.map((program) => [program, one])));
  });

  it('asks for training functions, answers with them alone, and says truly which answers are right', () => {
    for (const { asked, completion, correct, level } of rows) {
      const [wanted, written] = [asked, completion].map((program) => byProgram[level - 1].get(program)!);
      expect([wanted.split, written.split]).toEqual(['train', 'train']);
      expect(wanted === written).toBe(correct);
    }
  });

  it('has the stated proportions and is a function of the seed and the index', () => {
    const share = (holds: (row: (typeof rows)[number]) => boolean) => rows.filter(holds).length / rows.length;
    expect(share(({ correct }) => correct)).toBeGreaterThan(0.44);
    expect(share(({ correct }) => correct)).toBeLessThan(0.62);
    expect(share(({ level }) => level > 1)).toBeGreaterThan(0.33);
    expect(share(({ level }) => level > 1)).toBeLessThan(0.47);
    expect(familyCorpusRow(family, 1, 321, options)).toEqual(rows[321]);
    expect(familyCorpusRow(family, 2, 321, options)).not.toEqual(rows[321]);
  });

  it('leaves functions to reinforcement learning when asked to', () => {
    const asked = (corpus_functions: number) => {
      const some = corpusOptions.parse({ corpus_functions, corpus_deep: 0 });
      return new Set(Array.from({ length: 400 }, (_, index) => familyCorpusRow(family, 1, index, some).asked));
    };
    const [some, all] = [asked(0.5), asked(1)];
    expect(some.size / all.size).toBeGreaterThan(0.2);
    expect(some.size / all.size).toBeLessThan(0.8);
    expect(() => asked(0)).toThrow(InputError);
  });
});

describe('openCorpus', () => {
  it('gives the corpora of the names in turn', () => {
    const row = openCorpus('pred,spec-to-function', 3, options);
    const pred = FAMILIES.find(({ name }) => name === 'pred')!;
    expect(row(4)).toEqual(familyCorpusRow(pred, 3, 2, options));
    expect(row(5)).toEqual(corpusRow(3, 2, options));
    const families = openCorpus('families', 3, options);
    const firsts = FAMILIES.map((family) => familyCorpusRow(family, 3, 0, options));
    expect(FAMILIES.map((_, index) => families(index))).toEqual(firsts);
  });

  it('names what there is when it does not know a name', () => {
    expect(() => openCorpus('prod', 1, options)).toThrow(/no corpus of "prod"; did you mean "pred"\? \(known: spec/);
    expect(() => openCorpus('mine.jsonl', 1, options)).toThrow(InputError);
  });
});
