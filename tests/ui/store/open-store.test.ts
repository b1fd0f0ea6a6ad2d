import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TrainEvent } from '../../../src/rl/records/events';
import type { Group, TokenRecord } from '../../../src/rl/records/group';
import { isLost, resumable, type SavedRun } from '../../../src/ui/session/run-store';
import { type CheckpointFiles, privateFiles } from '../../../src/ui/store/checkpoint-files';
import { openRunStore } from '../../../src/ui/store/open-store';
import { groupWithCall, inFirstEdition } from '../../rl/records/first-edition';
import { syntheticRun } from '../synthetic-run';
import { memoryDirectory } from './memory-directory';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

const keptRun = (id: string, created = 1): SavedRun => ({
  id,
  name: `run ${id}`,
  created,
  version: '1',
  options: { seed: '3' },
  step: 0,
  checkpoints: [],
});

/** A store with a run `a` and every event of a run of so many steps in it. */
async function storeOfRun(max_steps: number) {
  const store = await openRunStore();
  await store.put(keptRun('a'));
  const events: TrainEvent[] = [];
  for await (const event of syntheticRun({ max_steps })) {
    events.push(event);
    await store.append('a', event);
  }
  return { store, events };
}

const find = <T extends TrainEvent['type']>(events: TrainEvent[], type: T, step: number) =>
  events.find((event) => event.type === type && (event as { step: number }).step === step) as Extract<
    TrainEvent,
    { type: T }
  >;

test('what a run said is there again, step by step, also from a store that is opened anew', async () => {
  const { events } = await storeOfRun(12);
  const store = await openRunStore();
  expect(await store.get('a')).toMatchObject({ step: 12, end: 'done', info: { max_steps: 12 } });
  const updates = await store.updates('a');
  expect(updates.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(updates[4].metrics).toEqual(find(events, 'update', 5).metrics);
  expect((await store.evaluations('a')).map(({ step }) => step)).toEqual([0, 10, 12]);
  const kept = (await store.groups('a', 7))!;
  const said = find(events, 'verdicts', 7).groups;
  expect(kept).toMatchObject({ step: 7, judged: true });
  const bits = (groups: typeof said) =>
    groups.map((group) => group.samples.map(({ logprobs }) => logprobs.map(Math.fround)));
  expect(bits(kept.groups)).toEqual(bits(said));
  const rest = (groups: typeof said) =>
    groups.map((group) => ({ ...group, samples: group.samples.map(({ logprobs: _, ...sample }) => sample) }));
  expect(rest(kept.groups)).toEqual(rest(said));
  expect(await store.groups('a', 13)).toBeUndefined();
});

test('the records of tokens come back with their groups, bit for bit', async () => {
  const store = await openRunStore();
  await store.put(keptRun('a'));
  const record: TokenRecord = {
    update: 1,
    clip_region: Uint8Array.of(0, 1, 4),
    log_prob: Float32Array.of(-0.1, -2.5, 0),
    ratio: Float32Array.of(1.1, 0.7, 0),
    entropy: Float32Array.of(0.3, 1e-9, 0),
    advantage: Float32Array.of(0.94, 0.94, 0),
    contribution: Float32Array.of(1e-3, 0, 0),
  };
  await store.append('a', { type: 'verdicts', step: 1, groups: [] });
  await store.append('a', { type: 'update', step: 1, metrics: { reward: 1 }, tokens: [[record, null]] });
  expect((await store.groups('a', 1))?.tokens).toEqual([[record, null]]);
});

test('records of an earlier version, which call the clip region `region`, come back under its name', async () => {
  const store = await openRunStore();
  await store.put(keptRun('a'));
  const rest = {
    update: 0,
    log_prob: Float32Array.of(-0.1),
    ratio: Float32Array.of(1.5),
    entropy: Float32Array.of(0.3),
    advantage: Float32Array.of(1),
    contribution: Float32Array.of(0),
  };
  const old = { ...rest, region: Uint8Array.of(2) } as unknown as TokenRecord;
  await store.append('a', { type: 'verdicts', step: 1, groups: [] });
  await store.append('a', { type: 'update', step: 1, metrics: {}, tokens: [[old, null]] });
  expect((await store.groups('a', 1))?.tokens).toEqual([[{ ...rest, clip_region: Uint8Array.of(2) }, null]]);
});

test('records of an earlier version, whose ratio was that of the sequence, come back with both', async () => {
  const { store, events } = await storeOfRun(1);
  const { run } = events[0] as Extract<TrainEvent, { type: 'start' }>;
  await store.append('a', { type: 'start', run: { ...run, options: { ...run.options, loss_type: 'gspo' } } });
  const [group] = find(events, 'verdicts', 1).groups;
  const sample = { ...group.samples[0], logprobs: [-1, 0, -2] };
  const record: TokenRecord = {
    update: 0,
    clip_region: Uint8Array.of(0, 4, 0),
    log_prob: Float32Array.of(-0.5, 0, -2),
    ratio: Float32Array.of(1.25, 0, 1.25),
    entropy: new Float32Array(3),
    advantage: new Float32Array(3),
    contribution: new Float32Array(3),
  };
  await store.append('a', { type: 'verdicts', step: 1, groups: [{ ...group, samples: [sample] }] });
  await store.append('a', { type: 'update', step: 1, metrics: {}, tokens: [[record]] });
  const [[kept]] = (await store.groups('a', 1))!.tokens!;
  expect(kept).toEqual({
    ...record,
    ratio: Float32Array.of(Math.exp(0.5), 0, 1),
    sequence_ratio: Float32Array.of(1.25, 0, 1.25),
  });
});

test('what the first edition stored comes back with loss masks and the present names of metrics', async () => {
  const { store } = await storeOfRun(1);
  const groups = [inFirstEdition(groupWithCall) as Group];
  await store.append('a', { type: 'verdicts', step: 1, groups });
  await store.append('a', { type: 'update', step: 1, metrics: { 'policy/drift': 0.5, 'time/judge_backlog': 2 } });
  expect((await store.groups('a', 1))!.groups).toEqual([{ ...groupWithCall, prompt_tokens: [] }]);
  expect((await store.updates('a'))[0].metrics).toEqual({ 'policy/approx_kl': 0.5, 'judge/backlog': 2 });
});

test('a run that goes on takes back what came after its checkpoint', async () => {
  const { store, events } = await storeOfRun(6);
  const { run } = events[0] as Extract<TrainEvent, { type: 'start' }>;
  await store.append('a', { type: 'start', run: { ...run, first_step: 4 } });
  expect((await store.updates('a')).map(({ step }) => step)).toEqual([1, 2, 3]);
  expect((await store.evaluations('a')).map(({ step }) => step)).toEqual([0]);
  expect(await store.groups('a', 3)).toBeDefined();
  expect(await store.groups('a', 4)).toBeUndefined();
  const kept = await store.get('a');
  expect(kept).toMatchObject({ step: 3 });
  expect(kept?.end).toBeUndefined();
});

test('runs are listed newest first, and a removed one leaves nothing and gets nothing more', async () => {
  const { store } = await storeOfRun(2);
  await store.put(keptRun('b', 2));
  await store.saveCheckpoint('a', 'checkpoint-2', new Map([['x', Uint8Array.of(1)]]));
  expect((await store.list()).map(({ id }) => id)).toEqual(['b', 'a']);
  await store.remove('a');
  await store.append('a', { type: 'update', step: 3, metrics: { reward: 1 } });
  expect((await store.list()).map(({ id }) => id)).toEqual(['b']);
  await store.put(keptRun('a'));
  expect(await store.updates('a')).toEqual([]);
  expect(await store.groups('a', 1)).toBeUndefined();
  expect(await store.readCheckpoint('a', 'checkpoint-2')).toBeUndefined();
});

describe.each([
  ['the private file system', () => privateFiles(memoryDirectory())],
  ['the database', () => undefined],
])('checkpoints in %s', (_, open: () => CheckpointFiles | undefined) => {
  const files = (byte: number) =>
    new Map([
      ['model.safetensors', Uint8Array.of(byte, 2, 3)],
      ['config.json', new Uint8Array(0)],
    ]);

  test('the last two are kept, whole', async () => {
    const place = open();
    const store = await openRunStore(place);
    await store.put(keptRun('a'));
    await store.put(keptRun('b'));
    for (const step of [1, 2, 3]) await store.saveCheckpoint('a', `checkpoint-${step}`, files(step));
    await store.saveCheckpoint('b', 'checkpoint-1', files(9));
    expect((await store.get('a'))?.checkpoints).toEqual(['checkpoint-2', 'checkpoint-3']);
    expect(await store.readCheckpoint('a', 'checkpoint-1')).toBeUndefined();
    expect(await place?.read(['runs', 'a', 'checkpoint-1'])).toBeUndefined();
    expect(await store.readCheckpoint('a', 'checkpoint-3')).toEqual(files(3));
    await store.remove('a');
    expect(await store.readCheckpoint('b', 'checkpoint-1')).toEqual(files(9));
  });

  test('one that was cut off is not there, and leaves nothing in the next of its name', async () => {
    const place = open();
    const store = await openRunStore(place);
    await store.put(keptRun('a'));
    await place?.write(['runs', 'a', 'checkpoint-5'], new Map([['left over', Uint8Array.of(0)]]));
    expect(await store.readCheckpoint('a', 'checkpoint-5')).toBeUndefined();
    await store.saveCheckpoint('a', 'checkpoint-5', files(5));
    expect(await store.readCheckpoint('a', 'checkpoint-5')).toEqual(files(5));
  });
});

test('a store of a newer page is left alone', async () => {
  (await openDB('kata', 1000)).close();
  await expect(openRunStore()).rejects.toThrow();
});

test('a run can go on from its last checkpoint until all its steps are done', async () => {
  const { store } = await storeOfRun(2);
  const run = (await store.get('a'))!;
  expect(resumable(run)).toBeUndefined();
  const stopped: SavedRun = { ...run, end: 'aborted', step: 1, checkpoints: ['checkpoint-1'] };
  expect(resumable(stopped)).toBe('checkpoint-1');
  expect(resumable({ ...stopped, checkpoints: [] })).toBeUndefined();
  expect([run, stopped, { ...stopped, checkpoints: [] }].map(isLost)).toEqual([false, false, true]);
});
