import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/common/errors';
import { parseTasks } from '../../src/tasks/jsonl';
import { type TaskSet, toJudgeTask } from '../../src/tasks/problem';

const row = (fields: object = {}) => ({
  prompt: 'add one',
  entry: 'f',
  tests: [
    { args: [1], expected: 2 },
    { args: [5], expected: 6 },
  ],
  ...fields,
});
const parse = (...rows: unknown[]) =>
  parseTasks(rows.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'), 'my.jsonl');
const many = (count: number) => Array.from({ length: count }, (_, index) => row({ prompt: `add ${index}` }));
const ids = (set: TaskSet, split: 'train' | 'heldout', seed = 1) =>
  Array.from({ length: set.size(split) }, (_, index) => set.problem(split, seed, index).id);

describe('parseTasks', () => {
  it('reads every field', () => {
    const fields = { id: 'one', prefix: 'const f=', reference: 'x=>x+1', level: 3, split: 'heldout' };
    const set = parse(row(fields), '', '   ');
    const { split, ...problem } = row(fields) as ReturnType<typeof row> & { split: string };
    expect(set.problem('heldout', 0, 0)).toEqual(problem);
    expect(set.levels).toEqual([3]);
    expect([set.size('heldout'), set.size('train')]).toEqual([1, 0]);
  });

  it('reads rows whose entry and tests stand in a task object', () => {
    const { prompt, ...task } = row();
    const [nested, flat] = [{ name: 'one', prompt, task }, row({ id: 'one' })];
    expect(parse({ ...nested, split: 'train' }).problem('train', 1, 0)).toEqual(
      parse({ ...flat, split: 'train' }).problem('train', 1, 0),
    );
    expect(() => parse({ ...nested, task: { entry: 'f' } })).toThrow(/line 1: tests: /);
    expect(() => parse({ ...nested, task: 'f' })).toThrow(/line 1: entry: /);
  });

  it('reads tagged values, several arguments and visible tests', () => {
    const tests = [
      { args: [{ $: 'nan' }, [null, true]], expected: { $: 'map', v: [[1, 2]] } },
      { args: [], expected: { $: 'throws', v: 'RangeError' }, visible: true },
    ];
    expect(parse(row({ tests, split: 'train' })).problem('train', 0, 0).tests).toEqual(tests);
  });

  it('reads every kind of task', () => {
    const tasks = [
      {
        kind: 'function',
        entry: 'f',
        tests: [
          { code: 'assert(candidate(1))', visible: true },
          { args: [1], expected: 2 },
        ],
      },
      { entry: 'f', tests: [{ args: [], expected: 0.5 }], compare: { mode: 'float', rtol: 1e-3, unordered: true } },
      { kind: 'script', tests: [{ stdout: '5\n' }] },
      { kind: 'stdio', tests: [{ stdin: '1', stdout: '[2]' }, { stdout: '[]' }], compare: { mode: 'json' } },
    ];
    for (const task of tasks) {
      const problem = parse({ prompt: 'p', task, split: 'train' }).problem('train', 0, 0);
      expect(problem).toMatchObject(task);
      expect(toJudgeTask(problem)).toEqual(task);
    }
  });

  it.each([
    ['not JSON', '{"prompt": ', /^my\.jsonl, line 2: not JSON/],
    ['no entry', { prompt: 'p', tests: row().tests }, /^my\.jsonl, line 2: entry: /],
    ['an entry that is no name', row({ entry: 'f(' }), /^my\.jsonl, line 2: entry: must be the name/],
    ['an empty prompt', row({ prompt: '' }), /line 2: prompt: /],
    ['no tests', row({ tests: [] }), /line 2: tests: must hold at least one test/],
    ['only visible tests', row({ tests: [{ args: [], expected: 1, visible: true }] }), /line 2: tests: .*visible/],
    ['arguments that are no list', row({ tests: [{ args: 1, expected: 1 }] }), /line 2: tests\.0\.args: /],
    ['no expected value', row({ tests: [{ args: [1] }] }), /line 2: tests\.0\.expected: /],
    [
      'a value with an unknown tag',
      row({ tests: [{ args: [{ $: 'x' }], expected: 1 }] }),
      /line 2: tests\.0\.args\.0: /,
    ],
    ['a throws that is an argument', row({ tests: [{ args: [{ $: 'throws', v: null }], expected: 1 }] }), /args\.0: /],
    ['an unknown field', row({ refrence: 'x' }), /line 2: .*refrence/],
    ['another split', row({ split: 'test' }), /line 2: split: /],
    ['a level of 0', row({ level: 0 }), /line 2: level: /],
    ['no object', [1], /line 2: must be an object, and is a list/],
    ['another kind', row({ kind: 'module' }), /line 2: kind: must be function, script, stdio or answer/],
    ['a script without tests', { kind: 'script', prompt: 'p', tests: [] }, /line 2: tests: must hold at least one/],
    ['an entry of a script', row({ kind: 'script', tests: [{ stdout: '' }] }), /line 2: .*entry/],
    ['a test of another kind', row({ tests: [{ stdin: '', stdout: '' }] }), /line 2: tests\.0\.args: /],
    ['code that is no text', row({ tests: [{ code: 1 }] }), /line 2: tests\.0\.code: must be a text/],
    ['a test that is code and data', row({ tests: [{ code: 'x', args: [] }] }), /line 2: tests\.0: .*args/],
    [
      'an expected output that its policy cannot read',
      { kind: 'stdio', prompt: 'p', tests: [{ stdout: '{' }], compare: { mode: 'json' } },
      /line 2: tests\.0\.stdout: /,
    ],
    ['a policy there is none of', row({ compare: { mode: 'fuzzy' } }), /line 2: compare\.mode: .*"strict"/],
    ['a tolerance below zero', row({ compare: { mode: 'float', atol: -1 } }), /line 2: compare\.atol: /],
    ['a pass rate above 1', row({ pass_rate: 2 }), /line 2: pass_rate: /],
    ['the same problem again', row({ prompt: 'first' }), /line 2: id: .*line 1/],
    ['the same id again', row({ id: 'a' }), /line 2: id: "a" is that of line 1/],
  ])('refuses %s', (name, bad, message) => {
    const first = name === 'the same id again' ? row({ prompt: 'first', id: 'a' }) : row({ prompt: 'first' });
    expect(() => parse(first, bad)).toThrow(InputError);
    expect(() => parse(first, bad)).toThrow(message);
  });

  it('refuses a file without problems', () => {
    expect(() => parseTasks('\n \n', 'my.jsonl')).toThrow(/^my\.jsonl: no problems/);
  });

  it('holds about one in eight out, always the same, and never an empty side', () => {
    const set = parse(...many(400));
    expect(set.size('heldout')).toBeGreaterThan(25);
    expect(set.size('heldout')).toBeLessThan(80);
    expect(set.size('train') + set.size('heldout')).toBe(400);
    const shuffled = parse(...many(400).reverse());
    expect(ids(shuffled, 'heldout').sort()).toEqual(ids(set, 'heldout').sort());
    for (let count = 2; count < 20; count++) {
      const small = parse(...many(count));
      expect(Math.min(small.size('train'), small.size('heldout'))).toBeGreaterThan(0);
    }
  });

  it('keeps rows that ask the same on one side', () => {
    const twins = many(30).flatMap((each, index) => [
      { ...each, id: `a${index}` },
      { ...each, id: `b${index}` },
    ]);
    const set = parse(...twins);
    const held = ids(set, 'heldout').map((id) => id.slice(1));
    const trained = ids(set, 'train').map((id) => id.slice(1));
    expect(held.filter((id) => trained.includes(id))).toEqual([]);
  });

  it('says so when there are too few problems', () => {
    const one = parse(row());
    const empty = one.size('train') === 0 ? 'train' : 'heldout';
    expect(() => one.problem(empty, 1, 0)).toThrow(/^my\.jsonl: no .* problem among one problem; add problems/);
    expect(() => parse(...many(5)).problem('train', 1, 0, [2])).toThrow(/level 2; the file has the levels 1/);
  });

  it('goes through all problems before any comes again', () => {
    const set = parse(...many(40));
    const size = set.size('train');
    const round = ids(set, 'train');
    expect(new Set(round).size).toBe(size);
    const next = round.map((_, index) => set.problem('train', 1, size + index).id);
    expect([...next].sort()).toEqual([...round].sort());
    expect(next).not.toEqual(round);
    expect(ids(set, 'train', 2)).not.toEqual(round);
    expect(set.problem('heldout', 1, set.size('heldout')).id).toBe(ids(set, 'heldout')[0]);
  });
});
