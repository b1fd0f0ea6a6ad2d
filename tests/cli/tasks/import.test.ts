import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { humanevalX, mbpp, mbxp } from '../../tasks/import/rows';
import { kata } from '../terminal';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'kata-import-'));
});
afterAll(() => rmSync(place, { recursive: true }));
const file = (name: string, ...rows: object[]) => {
  const path = join(place, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
};

test('what is imported is read by --tasks, and the report says what was left out', async () => {
  const rows = [humanevalX.plain, humanevalX.helper, humanevalX.wrong, mbxp.plain, mbpp.methods];
  const output = join(place, 'out', 'problems.jsonl');
  const input = file('mixed.jsonl', ...rows);
  const { code, out } = await kata('tasks', 'import', input, '--output', output, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out[0])).toMatchObject({
    formats: { 'humaneval-x': 3, mbxp: 1, mbpp: 1 },
    read: 5,
    converted: 4,
    written: 3,
    tests: { data: 6, code: 1 },
    references: { passed: 3, failed: 1 },
  });
  expect(readFileSync(output, 'utf8').trim().split('\n')).toHaveLength(3);
  const again = await kata('tasks', 'import', output, '--output', join(place, 'again.jsonl'));
  expect(again.code).toBe(0);
  expect(readFileSync(join(place, 'again.jsonl'), 'utf8')).toBe(readFileSync(output, 'utf8'));

  const text = (await kata('tasks', 'import', input, '--output', output)).out.join('\n');
  expect(text).toMatch(
    /left out {2}line 3, JavaScript\/904: its reference fails: twice\(3\) should be 6, fail: it is 9/,
  );
  expect(text).toMatch(/left out {2}line 5, 903: an index/);
  expect(text).toMatch(/5 read .*, 4 converted \(80 %\), 3 written/);
  expect(text).toMatch(/1 problem prints every hidden test in the prompt/);
});

test('a named format is asked of every row; nothing converted is exit code 1 and no file', async () => {
  const output = join(place, 'none.jsonl');
  const { code, out } = await kata(
    'tasks',
    'import',
    file('x.jsonl', humanevalX.plain),
    '--format',
    'mbpp',
    '--output',
    output,
  );
  expect(code).toBe(1);
  expect(out.join()).toMatch(/left out {2}line 1, JavaScript\/900: test_list: is missing/);
  expect(existsSync(output)).toBe(false);
});

test('bad input is 2', async () => {
  const input = file('own.jsonl', humanevalX.plain);
  const cases: [string[], RegExp][] = [
    [[], /name the file/],
    [[input], /output: is missing/],
    [[join(place, 'missing.jsonl'), '--output', 'x'], /cannot read/],
    [[input, '--output', input], /the file to read/],
    [[input, '--format', 'humaneval', '--output', 'x'], /humaneval-x/],
  ];
  for (const [args, message] of cases) {
    const { code, err } = await kata('tasks', 'import', ...args);
    expect(err.join()).toMatch(message);
    expect(code).toBe(2);
  }
  expect((await kata('tasks', 'import', '--help')).out.join()).toMatch(/--format/);
});
