import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/ui/common/failure';
import type { RunStore } from '../../../src/ui/session/run-store';
import { openRunStore } from '../../../src/ui/store/open-store';
import { Recorder } from '../../../src/ui/store/recorder';
import { syntheticRun } from '../synthetic-run';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

async function record(run: { id: string; name?: string; race?: string }, open: () => Promise<RunStore> = openRunStore) {
  const troubles: Failure[] = [];
  const recorder = new Recorder({ run, options: { seed: '1' } }, (trouble) => troubles.push(trouble), open);
  let saved = 0;
  for await (const event of syntheticRun({ max_steps: 2 })) {
    await recorder.append(event);
    if (event.type === 'update') saved++;
  }
  await recorder.save('checkpoint-2', new Map([['x', Uint8Array.of(1)]]));
  return { troubles, saved };
}

test('a run gets its own name, its race, and its checkpoints', async () => {
  await record({ id: 'a' });
  await record({ id: 'b' });
  await record({ id: 'c', name: 'mine', race: 'r' });
  const store = await openRunStore();
  const runs = await Promise.all(['a', 'b', 'c'].map((id) => store.get(id)));
  expect(runs.map((run) => run?.name)).toEqual(['dapo-seed1', 'dapo-seed1-2', 'mine']);
  expect(runs[2]).toMatchObject({
    race: 'r',
    step: 2,
    end: 'done',
    checkpoints: ['checkpoint-2'],
    options: { seed: '1' },
  });
});

test('the oldest runs make room, and that is said', async () => {
  const all: Failure[] = [];
  for (let i = 0; i < 22; i++) {
    const { troubles } = await record({ id: `${i}`, name: `run ${i}` });
    all.push(...troubles);
    // Runs are told apart by when they were made.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const store = await openRunStore();
  const ids = (await store.list()).map(({ id }) => id);
  expect(ids).toHaveLength(20);
  expect(ids).not.toContain('1');
  expect(all.map(({ message }) => message)).toEqual([
    expect.stringContaining('run 0 made'),
    expect.stringContaining('run 1 made'),
  ]);
});

test('a full store is told once, and the run goes on', async () => {
  const { troubles, saved } = await record({ id: 'a' }, async () => {
    const store = await openRunStore();
    store.append = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    return store;
  });
  expect(saved).toBe(2);
  expect(troubles).toHaveLength(1);
  expect(troubles[0].message).toContain('is full: the run goes on');
});

test('a browser that keeps nothing is told once, and the run goes on', async () => {
  const { troubles, saved } = await record({ id: 'a' }, async () => {
    throw new Error('no databases here');
  });
  expect(saved).toBe(2);
  expect(troubles).toHaveLength(1);
  expect(troubles[0].message).toContain('no databases here');
});
