import { describe, expect, test } from 'vitest';
import { parseTasks, readRows } from '../../../src/tasks/jsonl';
import type { Problem } from '../../../src/tasks/problem';
import {
  type Draft,
  draftName,
  emptyDraft,
  entryName,
  formatProblems,
  readDraft,
  readDrafts,
  toDraft,
} from '../../../src/ui/own-task/draft';
import { EXAMPLES } from '../../../src/ui/own-task/examples';
import { fitOptions, refit, unfit } from '../../../src/ui/own-task/fit-options';
import { countProblems, countsInWords } from '../../../src/ui/own-task/own-problems';
import { testsOfText, textOfTests } from '../../../src/ui/own-task/test-text';
import { trainingSet } from '../../../src/ui/own-task/training-set';

const sound = (change: Partial<Draft> = {}): Draft => ({ ...EXAMPLES[0].drafts()[0], ...change });
const faultsOf = (draft: Draft) => {
  const read = readDraft(draft);
  return 'faults' in read ? read.faults.map(({ message }) => message) : [];
};

describe('a draft', () => {
  const problem: Problem = {
    id: 'p',
    prompt: 'x: add 4\n',
    entry: 'f',
    prefix: 'const f=',
    tests: [
      { args: [1, 'a'], expected: [5], visible: true },
      { args: [], expected: { $: 'throws', v: null } },
      { code: 'assert(candidate(1) > 0)' },
    ],
    reference: 'x=>x+4',
    compare: { mode: 'float', rtol: 0.1 },
    level: 3,
    family: 'mine',
    pass_rate: 0.5,
  };

  test('of a problem says that problem again', () => {
    const draft = toDraft({ problem, split: 'heldout' });
    expect(readDraft(draft)).toEqual({ problem });
    expect(draft).toMatchObject({ prompt: 'x: add 4', lineEnd: true, heldout: true });
  });

  test('keeps a prompt without a line end, and programs that print', () => {
    const printing: Problem = {
      id: 'q',
      prompt: 'Print twice the input.',
      kind: 'stdio',
      tests: [{ stdin: '2\n', stdout: '4' }],
      level: 1,
    };
    expect(readDraft(toDraft({ problem: printing }))).toEqual({ problem: printing });
  });

  test('names the field that is wrong, and the row', () => {
    const tests = sound().tests.map((one, i) => (i === 2 ? { ...one, wanted: 'x+1', given: '(' } : one));
    expect(faultsOf(sound({ tests }))).toEqual([
      expect.stringMatching(/^tests, row 3, arguments: .*write a constant/),
      expect.stringMatching(/^tests, row 3, expected: the name x is not a constant/),
    ]);
    expect(faultsOf(sound({ prompt: ' ' }))).toEqual(['prompt: is empty; write what the model is asked']);
    expect(faultsOf(sound({ entry: '2f' }))).toEqual(['function: must be the name of the function to define']);
    expect(faultsOf(sound({ tests: [] }))).toContain('tests: must hold at least one test');
    const shown = sound().tests.map((one) => ({ ...one, visible: true }));
    expect(faultsOf(sound({ tests: shown }))[0]).toMatch(/^tests: must hold a test that is not visible/);
    const code = [...sound().tests, { given: '', wanted: '', visible: false, code: true }];
    expect(faultsOf(sound({ tests: code }))[0]).toMatch(/^tests, row 6: /);
  });

  test('takes its name and the name of its function from what is written', () => {
    expect(draftName({ id: '', prompt: '\n  add them  \nmore' })).toBe('add them');
    expect(draftName({ id: ' own ', prompt: 'x' })).toBe('own');
    expect(entryName('const f=')).toBe('f');
    expect(entryName('function add(a, b) {')).toBe('add');
    expect(entryName('const a = 1;\nlet $b2 =')).toBe('$b2');
    expect(entryName('x')).toBeUndefined();
  });
});

describe('tests as text', () => {
  test('are the same tests', () => {
    const tests = [
      { given: '2, "=== )"', wanted: '[4]', visible: false },
      { given: '', wanted: 'throws RangeError', visible: true },
      { given: 'assert(\ncandidate(1))', wanted: '', visible: true, code: true },
      { given: 'x +', wanted: 'still being written', visible: false },
    ];
    expect(testsOfText(textOfTests(tests, 'function', 'f'), 'function', 'f')).toEqual([
      ...tests.slice(0, 2),
      { ...tests[2] },
      tests[3],
    ]);
    const printed = [{ given: 'a\nb', wanted: '2', visible: false }];
    expect(testsOfText(textOfTests(printed, 'stdio', ''), 'stdio', '')).toEqual(printed);
  });

  test('may have comments, semicolons and ==', () => {
    expect(testsOfText('// two\n\n f(1) == 2;\n', 'function', 'f')).toEqual([
      { given: '1', wanted: '2', visible: false },
    ]);
  });

  test.each([
    ['f(1) === 2\ng(1) === 2', 'tests, line 2: not a test; write f(2) === 4'],
    ['f(1', 'tests, line 1: not a test'],
    ['{"stdout": "1"}', 'tests, line 1: an object with "code" is wanted'],
    ['{', 'tests, line 1: not JSON'],
  ])('%j is refused', (text, message) => expect(() => testsOfText(text, 'function', 'f')).toThrow(message));
});

describe('a set', () => {
  test('trains on exactly its problems, and is scored on copies when none is held out', () => {
    const { rows, faults } = readDrafts([sound(), sound({ key: 'other', id: 'mine' })]);
    expect(faults).toEqual([]);
    const set = trainingSet(rows);
    const tasks = parseTasks(set.jsonl, 'own');
    expect([tasks.size('train'), tasks.size('heldout')]).toEqual([2, 2]);
    const ids = (split: 'train' | 'heldout') => [0, 1].map((i) => tasks.problem(split, 0, i).id).sort();
    expect(ids('train')).toEqual(['mine', 'x: add 4, times 3']);
    expect(ids('heldout')).toEqual(['mine (trained on)', 'x: add 4, times 3 (trained on)']);
    expect(countProblems(set.jsonl)).toEqual({ train: 2, scored: 2, same: true });
    expect(countsInWords(set)).toBe('your 2 problems alone; scored on the same ones, as none is held out');
  });

  test('is scored on what is held out, which is not trained on', () => {
    const { rows } = readDrafts(EXAMPLES[3].drafts());
    const set = trainingSet(rows);
    expect(countProblems(set.jsonl)).toEqual({ train: 4, scored: 2, same: false });
    expect(readRows(set.jsonl, 'own').filter(({ split }) => split === 'heldout')).toHaveLength(2);
    expect(countsInWords(set)).toBe('your 4 problems alone; scored on the 2 held out');
  });

  test('gives problems of the same prompt names of their own, and refuses a name given twice', () => {
    const { rows } = readDrafts([sound({ id: '' }), sound({ id: '' })]);
    expect(rows.map(({ problem }) => problem.id)).toEqual(['x: add 4, times 3', 'x: add 4, times 3 2']);
    const { faults } = readDrafts([sound({ id: 'a' }), sound({ id: 'a' })]);
    expect(faults[0].faults[0].message).toBe('name: "a" is that of another problem; give each its own');
    expect(readDrafts([emptyDraft()]).faults).toHaveLength(1);
  });

  test('is written as JSONL that is read again', () => {
    const { rows } = readDrafts(
      EXAMPLES.flatMap(({ drafts }, i) => drafts().map((one) => ({ ...one, id: `${i}${one.id}` }))),
    );
    const again = readRows(formatProblems(rows), 'file');
    expect(again.map(({ problem, split }) => ({ problem, split }))).toEqual(rows);
  });
});

describe('options', () => {
  const one = { train: 1, scored: 1, same: true };
  const many = { train: 200, scored: 64, same: true };

  test('fit the number of problems', () => {
    expect(fitOptions(one)).toEqual({
      eval_problems: '1',
      eval_samples: '64',
      eval_steps: '5',
      max_steps: '30',
      prompts_per_step: '8',
    });
    expect(fitOptions(many)).toEqual({ eval_problems: '64' });
  });

  test('that somebody chose stay, those that fitted other problems do not', () => {
    expect(refit({ max_steps: '3' }, undefined, one)).not.toHaveProperty('max_steps');
    const fitted = { max_steps: '30', prompts_per_step: '8', eval_samples: '12' };
    expect(refit(fitted, one, many)).toEqual({
      eval_problems: '64',
      eval_steps: undefined,
      max_steps: undefined,
      prompts_per_step: undefined,
    });
    expect(unfit(fitted, one)).toEqual({ max_steps: undefined, prompts_per_step: undefined });
  });
});
