import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kata } from './terminal';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'kata-tasks-'));
});
afterAll(() => rmSync(place, { recursive: true }));

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
  const file = join(place, 'mine.jsonl');
  writeFileSync(file, out.join('\n'));
  const again = await kata('tasks', 'print', '--json', '--n', '99', '--split', 'heldout', '--tasks', file);
  expect(again.code).toBe(0);
  expect(again.out.map((line) => JSON.parse(line)).sort(byId)).toEqual(out.map((line) => JSON.parse(line)).sort(byId));
});

test('shows a problem to a person', async () => {
  const { out } = await kata('tasks', 'print', '--n', '1');
  expect(out.join('\n')).toMatch(/level \d[\s\S]*test {7}f\(.*\) is [\s\S]*reference/);
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
