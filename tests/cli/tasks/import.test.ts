import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { humanevalX, mbpp, mbxp } from '../../tasks/import/rows';
import { expectRefusal, kata } from '../terminal';

const { at, file } = useFolder();

test('what is imported is read by --tasks, and the report says what was left out', async () => {
  const rows = [humanevalX.plain, humanevalX.helper, humanevalX.wrong, mbxp.plain, mbpp.methods];
  const output = at('out', 'problems.jsonl');
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
  const again = await kata('tasks', 'import', output, '--output', at('again.jsonl'));
  expect(again.code).toBe(0);
  expect(readFileSync(at('again.jsonl'), 'utf8')).toBe(readFileSync(output, 'utf8'));

  const text = (await kata('tasks', 'import', input, '--output', output)).out.join('\n');
  expect(text).toMatch(
    /left out {2}line 3, JavaScript\/904: its reference fails: twice\(3\) should be 6, fail: it is 9/,
  );
  expect(text).toMatch(/left out {2}line 5, 903: an index/);
  expect(text).toMatch(/5 read .*, 4 converted \(80 %\), 3 written/);
  expect(text).toMatch(/1 problem prints every hidden test in the prompt/);
});

test('a named format is asked of every row; nothing converted is exit code 1 and no file', async () => {
  const output = at('none.jsonl');
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
    [[at('missing.jsonl'), '--output', 'x'], /cannot read/],
    [[input, '--output', input], /the file to read/],
    [[input, '--format', 'humaneval', '--output', 'x'], /humaneval-x/],
  ];
  for (const [args, message] of cases) await expectRefusal(message, 'tasks', 'import', ...args);
  expect((await kata('tasks', 'import', '--help')).out.join()).toMatch(/--format/);
});
