import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { expectRefusal, kata } from '../terminal';

const { at } = useFolder();

test('lists the task sets', async () => {
  const { out } = await kata('tasks', 'list', '--json');
  expect(out.map((line) => JSON.parse(line).name)).toContain('spec-to-function');
});

test('prints problems of a level, the same for the same seed', async () => {
  const print = (...more: string[]) => kata('tasks', 'print', '--json', '--level', '2', '--n', '4', ...more);
  const { out } = await print();
  expect(out.map((line) => JSON.parse(line).level)).toEqual([2, 2, 2, 2]);
  expect((await print()).out).toEqual(out);
  expect((await print('--seed', '1')).out).not.toEqual(out);
});

test('prints what --tasks reads again', async () => {
  const { out } = await kata('tasks', 'print', '--json', '--n', '6', '--split', 'heldout');
  const file = at('mine.jsonl');
  writeFileSync(file, out.join('\n'));
  const again = await kata('tasks', 'print', '--json', '--n', '99', '--split', 'heldout', '--tasks', file);
  expect(again.code).toBe(0);
  expect(again.out.map((line) => JSON.parse(line)).sort(byId)).toEqual(out.map((line) => JSON.parse(line)).sort(byId));
});

test('shows a problem to a person', async () => {
  const { out } = await kata('tasks', 'print', '--n', '1');
  expect(out.join('\n')).toMatch(/level \d[\s\S]*test {7}f\(.*\) is [\s\S]*reference/);
});

describe('validate', () => {
  const row = (fields: object) => JSON.stringify({ prompt: 'double', entry: 'f', prefix: 'const f=', ...fields });
  const tests = [
    { args: [1], expected: 2 },
    { args: [4], expected: 8 },
  ];
  const good = row({ id: 'good', tests, reference: 'x=>2*x' });
  const file = (name: string, ...rows: string[]) => {
    const path = at(name);
    writeFileSync(path, rows.join('\n'));
    return path;
  };

  test('draws from the built-in set, and says how many are good', async () => {
    const { code, out } = await kata('tasks', 'validate', 'spec-to-function', '--n', '6', '--json');
    const lines = out.map((line) => JSON.parse(line));
    expect(lines).toHaveLength(7);
    expect(new Set(lines.slice(0, 6).map(({ id }) => id)).size).toBe(6);
    expect(lines[6]).toMatchObject({ type: 'summary', tasks: 'spec-to-function', problems: 6, valid: 6 });
    expect(code).toBe(0);
  });

  test('looks at every problem of a file, both splits, and ends with 1 when one is bad', async () => {
    const bad = row({ id: 'bad', tests, reference: 'x=>x', split: 'heldout' });
    const path = file('bad.jsonl', good, bad);
    const { code, out } = await kata('tasks', 'validate', path);
    expect(code).toBe(1);
    expect(out.join('\n')).toMatch(/good {2}good, fails 3 of 3 mutants/);
    expect(out.join('\n')).toMatch(/BAD {3}bad\n {6}error: the reference does not pass: f\(1\) should be 2/);
    expect(out.at(-1)).toMatch(/1 of 2 problems are good/);
    expect((await kata('tasks', 'validate', path, '--split', 'train')).code).toBe(0);
    expect((await kata('tasks', 'validate', path, '--n', '1', '--json')).out).toHaveLength(2);
  });

  test('bad input is 2', async () => {
    const cases: [string[], RegExp][] = [
      [[file('broken.jsonl', '{')], /broken.jsonl, line 1: not JSON/],
      [[at('none.jsonl')], /cannot read/],
      [['spec-to-funktion'], /did you mean "spec-to-function"/],
      [[file('good.jsonl', good), '--level', '3'], /no problem of level 3/],
      [['spec-to-function', '--tasks', 'spec-to-function'], /unexpected argument/],
      [['spec-to-function', '--min_mutation_score', '2'], /min_mutation_score/],
    ];
    for (const [args, message] of cases) await expectRefusal(message, 'tasks', 'validate', ...args);
    expect((await kata('tasks', 'list', 'spec-to-function')).code).toBe(2);
  });
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
