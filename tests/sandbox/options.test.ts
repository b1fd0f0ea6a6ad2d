import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fieldsOf } from '../../src/common/options/fields';
import { DEFAULT_LIMITS, DEFAULT_WATCHDOG_MS } from '../../src/sandbox/limits';
import { judgeOptions, poolOptions } from '../../src/sandbox/options';

test('every option has a default, a description, a source and a group', () => {
  expect(judgeOptions.parse({})).toMatchObject({
    ...DEFAULT_LIMITS,
    watchdog_ms: DEFAULT_WATCHDOG_MS,
    judge_workers: 0,
  });
  for (const { name, ...field } of fieldsOf(judgeOptions)) {
    expect(field, name).toMatchObject({ description: expect.stringMatching(/\.$/), source: 'kata', group: 'judge' });
  }
});

test('a pool has one worker a core unless told otherwise, and a watchdog slower than the clock', () => {
  expect(poolOptions({}, 2)).toMatchObject({ workers: 2, watchdog_ms: 2500 });
  expect(poolOptions({}, 64).workers).toBe(8);
  expect(poolOptions({ judge_workers: 3, wall_ms: 4000 }, 2)).toMatchObject({ workers: 3, watchdog_ms: 8000 });
});

test.each([{ fuel: 0 }, { memory_mb: 16 }, { stack_kb: 4096 }, { judge_workers: 1.5 }, { wall_ms: -1 }])(
  '%j is refused',
  (options) => {
    expect(() => poolOptions(options, 2)).toThrow();
  },
);

test('the docs name every limit with its default', () => {
  const docs = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries({ ...DEFAULT_LIMITS, watchdog_ms: DEFAULT_WATCHDOG_MS })) {
    expect(docs).toContain(`| \`${name}\` | ${value} |`);
  }
});
