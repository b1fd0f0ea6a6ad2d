import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kata } from '../terminal';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'kata-diff-'));
});
afterAll(() => rmSync(place, { recursive: true }));

/** A run folder with these rows of metrics. */
function runFolder(name: string, ...rows: object[]): string {
  const folder = join(place, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'metrics.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return folder;
}

test('a run of an earlier version is compared under the present names, and timings are left out', async () => {
  const old = runFolder('old', { step: 1, reward: 0.5, 'policy/drift': 0.25, 'time/judge_backlog': 7, step_time: 2 });
  const same = runFolder('same', { step: 1, reward: 0.5, 'policy/approx_kl': 0.25, 'judge/backlog': 3, step_time: 1 });
  expect(await kata('diff', old, same)).toMatchObject({
    code: 0,
    out: ['The same bits in the one step that both have.'],
  });
  const other = runFolder('other', { step: 1, reward: 0.5, 'policy/approx_kl': 0.5 });
  const { code, out } = await kata('diff', old, join(other, 'metrics.jsonl'));
  expect([code, ...out]).toEqual([
    1,
    'Step 1 is the first that differs, in 1 metric:',
    '  policy/approx_kl: 0.25 and 0.5 (0.25)',
  ]);
});
