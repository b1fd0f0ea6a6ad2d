import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { kata } from '../terminal';

const LEGIT = fileURLToPath(new URL('../../golden/sandbox/legit.json', import.meta.url));

const { at } = useFolder();

test('judges a JSON array in order', async () => {
  const rows = JSON.parse(readFileSync(LEGIT, 'utf8'));
  const { code, out } = await kata('judge', LEGIT);
  expect(code).toBe(0);
  const lines = out.map((line) => JSON.parse(line));
  expect(lines.map(({ name }) => name)).toEqual(rows.map(({ name }: { name: string }) => name));
  expect(lines.filter(({ status, reward }) => status !== 'pass' || reward !== 1)).toEqual([]);
});

test('judges JSONL: passed, failed, broken, and tests that were shown', async () => {
  const tests = [
    { args: [1], expected: 2 },
    { args: [2], expected: 4, visible: true },
  ];
  const programs = ['const f=x=>2*x', 'const f=x=>x+1', 'const f=x=>2', 'const f='];
  const file = at('programs.jsonl');
  writeFileSync(file, programs.map((code) => `${JSON.stringify({ task: { entry: 'f', tests }, code })}\n`).join('\n'));
  const lines = (await kata('judge', file)).out.map((line) => JSON.parse(line));
  expect(lines.map(({ status, passed, total, reward }) => [status, passed, total, reward])).toEqual([
    ['pass', 2, 2, 1],
    // Wrong only where the test was shown, which is never paid.
    ['fail', 1, 2, 1],
    ['fail', 1, 2, 1],
    ['error', 0, 2, 0],
  ]);
  expect('name' in lines[0]).toBe(false);
});

test('shows what a program printed beside the verdict of the test', async () => {
  const tests = [1, 2].map((n) => ({ args: [n], expected: n }));
  const file = at('printing.json');
  const code = 'const f = (x) => { if (x > 1) console.log("x is", x, [x]); return x }';
  writeFileSync(file, JSON.stringify([{ task: { entry: 'f', tests }, code }]));
  const { out } = await kata('judge', file);
  expect(JSON.parse(out[0]).tests.map(({ printed }: { printed?: string }) => printed)).toEqual([
    undefined,
    'x is 2 [ 2 ]\n',
  ]);
});

test('judges every kind of task, by its policy', async () => {
  const coded = [{ code: 'const next = candidate(2); assert.equal(next(), 3)' }];
  const rows = [
    { task: { entry: 'f', tests: coded }, code: 'const f = (n) => () => ++n' },
    { task: { kind: 'stdio', tests: [{ stdin: '2', stdout: '4' }] }, code: 'console.log(2 * readline())' },
    { task: { kind: 'script', tests: [{ stdout: 'a b' }] }, code: 'console.log("a"); console.log("b")' },
    {
      task: { kind: 'script', tests: [{ stdout: 'a b' }], compare: { mode: 'tokens' } },
      code: 'print("a"); print("b")',
    },
    {
      task: { entry: 'f', tests: [{ args: [], expected: 0.3 }], compare: { mode: 'float' } },
      code: 'f = () => .1 + .2',
    },
  ];
  const file = at('kinds.json');
  writeFileSync(file, JSON.stringify(rows));
  const lines = (await kata('judge', file)).out.map((line) => JSON.parse(line));
  expect(lines.map(({ status, reward }) => [status, reward])).toEqual([
    ['pass', 1],
    ['pass', 1],
    ['fail', 0],
    ['pass', 1],
    ['pass', 1],
  ]);
});

test('a row that cannot be judged is named, with what is wrong', async () => {
  const file = at('bad.json');
  const tests = [{ args: [], expected: 1 }];
  const cases: [object, RegExp][] = [
    [{ task: { entry: 'f', tests } }, /bad\.json, row 1: code: /],
    [{ task: { entry: 'f()', tests }, code: '' }, /row 1: task\.entry: must be the name/],
    [{ task: { kind: 'stdio', tests }, code: '' }, /row 1: task\.tests\.0\.stdout: /],
    [{ task: { kind: 'shell', tests }, code: '' }, /row 1: task\.kind: must be function, script, stdio or answer/],
    [{ task: { entry: 'f', tests, compare: 'loose' }, code: '' }, /row 1: task\.compare: /],
  ];
  for (const [row, message] of cases) {
    writeFileSync(file, JSON.stringify([row]));
    const { code, err } = await kata('judge', file);
    expect(err.join('\n')).toMatch(message);
    expect(code).toBe(2);
  }
});

test('no programs are no lines', async () => {
  const file = at('none.jsonl');
  writeFileSync(file, '\n');
  expect(await kata('judge', file)).toEqual({ code: 0, out: [], err: [] });
});
