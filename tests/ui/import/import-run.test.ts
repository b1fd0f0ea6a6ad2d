import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { parseJsonl } from '../../../src/common/json';
import { writeSafetensors } from '../../../src/model/safetensors';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { checkpointZip } from '../../../src/ui/export/checkpoint-zip';
import { EXPORTS } from '../../../src/ui/export/exports';
import { hasPrograms, rolloutTexts } from '../../../src/ui/export/run-files';
import { type GivenFile, unpacked } from '../../../src/ui/import/given-files';
import { importRun } from '../../../src/ui/import/import-run';
import { sortFiles } from '../../../src/ui/import/sort-files';
import { type RunStore, resumable, type SavedRun } from '../../../src/ui/session/run-store';
import { openRunStore } from '../../../src/ui/store/open-store';
import { lastSavedModel, parseSavedModel, savedModelFiles } from '../../../src/ui/store/saved-model';
import { groupWithCall, inFirstEdition } from '../../rl/records/first-edition';
import { syntheticRun } from '../synthetic-run';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const given = (path: string, content: string | Uint8Array): GivenFile => ({
  path,
  bytes: typeof content === 'string' ? bytesOf(content) : content,
});

const BASE = ['model.safetensors', 'config.json', 'tokenizer.json', 'tokenizer_config.json'];
const base = new Map(BASE.map((name) => [name, new Uint8Array(readFileSync(`models/base/${name}`))]));
const trainerFiles = (step: number) =>
  new Map([
    ...base,
    ['trainer_state.json', bytesOf(JSON.stringify({ step, updates: step, samples: 9, num_tokens: 9, flops: 1 }))],
    ['optimizer.safetensors', writeSafetensors([['m', { shape: [2], data: new Float32Array(2) }]])],
  ]);

let store: RunStore;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  store = await openRunStore();
});

/** A run of so many steps in the store, with a checkpoint of its last one. */
async function storedRun(max_steps: number, problems?: string): Promise<SavedRun> {
  await store.put({
    ...{ id: 'a', name: 'made here', created: 1, version: '0.1.0', options: { loss_type: 'gppo' }, problems },
    ...{ step: 0, checkpoints: [] },
  });
  for await (const event of syntheticRun({ max_steps, loss_type: 'gppo' })) {
    if (event.type === 'start') {
      const { options } = resolveOptions({ loss_type: 'gppo', max_steps: 9, tasks: problems ? 'own' : 'families' });
      event.run = { ...event.run, options: { ...options }, max_steps: 9 };
    }
    if (event.type === 'evaluation') event.problems = [{ id: 'p', n: 2, c: 1 }];
    await store.append('a', event.type === 'end' ? { ...event, reason: 'aborted' } : event);
  }
  await store.saveCheckpoint('a', `checkpoint-${max_steps}`, trainerFiles(max_steps));
  return (await store.get('a'))!;
}

const importAll = async (...files: GivenFile[]) => {
  const { runs, wrong } = sortFiles(files.flatMap(unpacked));
  expect(wrong).toEqual([]);
  return Promise.all(runs.map((run) => importRun(store, run, { seed: '5' })));
};

test('a checkpoint that was taken away comes back as it was, and can go on', async () => {
  const run = await storedRun(3, '{"prompt":"x","tests":[]}');
  const [measured, files] = [await store.updates('a'), await store.readCheckpoint('a', 'checkpoint-3')];
  const evaluations = await store.evaluations('a');
  const zip = await checkpointZip(store, run);
  await store.remove('a');

  const [taken] = await importAll(given('downloads.zip', zip));
  const back = (await store.get(taken.id))!;
  expect(back).toMatchObject({ name: 'made here', imported: true, step: 3, checkpoints: ['checkpoint-3'] });
  expect(back.options).toMatchObject({ loss_type: 'gppo', max_steps: '9', tasks: 'own' });
  expect(back.problems).toBe('{"prompt":"x","tests":[]}');
  expect(back.info!.options).toEqual({
    ...run.info!.options,
    ...{ run_name: 'made here', output_dir: 'runs/made here' },
  });
  expect(resumable(back)).toBe('checkpoint-3');
  expect(await store.readCheckpoint(taken.id, 'checkpoint-3')).toEqual(files);
  expect(await store.updates(taken.id)).toEqual(measured);
  expect(await store.evaluations(taken.id)).toEqual(evaluations);
  expect(taken.text).toContain('the checkpoint of step 3, its metrics');
});

test('programs and metrics come in to be looked at', async () => {
  const run = await storedRun(2);
  const texts = await Promise.all(
    EXPORTS.filter(({ label }) => label.endsWith('.jsonl')).map(async (what) =>
      given(what.file(run), (await what.make(store, run)).join('')),
    ),
  );
  const before = await store.groups('a', 2);
  const [taken] = await importAll(...texts);
  const back = (await store.get(taken.id))!;
  expect(back).toMatchObject({ step: 2, checkpoints: [], imported: true });
  expect(resumable(back)).toBeUndefined();
  const groups = (await store.groups(taken.id, 2))!.groups;
  expect(groups.map(({ problem, tests }) => ({ problem, tests }))).toEqual(
    before!.groups.map(({ problem, tests }) => ({ problem, tests })),
  );
  expect(groups[0].samples.map(({ completion, reward, tokens }) => ({ completion, reward, tokens }))).toEqual(
    before!.groups[0].samples.map(({ completion, reward, tokens }) => ({ completion, reward, tokens })),
  );
  // Taken away again, they are the same lines.
  const rows = async (of: SavedRun) => parseJsonl((await rolloutTexts(store, of)).join(''), 'rollouts');
  expect(isDeepStrictEqual(await rows(back), await rows(run))).toBe(true);
});

test('logs of the first edition come in with the present names of metrics and with loss masks', async () => {
  const [taken] = await importAll(
    given('m.jsonl', '{"step":1,"policy/drift":0.5,"time/judge_backlog":2}'),
    given('r.jsonl', JSON.stringify({ step: 1, ...inFirstEdition(groupWithCall) })),
  );
  expect(await store.updates(taken.id)).toEqual([
    { step: 1, metrics: { 'policy/approx_kl': 0.5, 'judge/backlog': 2 } },
  ]);
  const [group] = (await store.groups(taken.id, 1))!.groups;
  expect(group.prompt_tokens).toEqual([]);
  expect(group.samples.map(({ loss_mask }) => loss_mask)).toEqual(
    groupWithCall.samples.map(({ loss_mask }) => loss_mask),
  );
});

test('only what a run has is offered to take away', async () => {
  const [taken] = await importAll(given('m.jsonl', '{"step":1,"reward":0.5}'));
  const back = (await store.get(taken.id))!;
  const [updates, evaluations] = [await store.updates(back.id), await store.evaluations(back.id)];
  const programs = await hasPrograms(store, back);
  const offered = EXPORTS.filter(({ has }) => has(back, { updates, evaluations, programs }));
  expect(offered.map(({ label }) => label)).toEqual(['metrics.jsonl', 'CSV', 'TensorBoard']);
  expect(await hasPrograms(store, await storedRun(2))).toBe(true);
});

test('a model alone can be trained from, and names itself in the options', async () => {
  const [taken] = await importAll(...[...base].map(([name, bytes]) => given(`my-model/${name}`, bytes)));
  const back = (await store.get(taken.id))!;
  expect(back).toMatchObject({ name: 'my-model', step: 0, checkpoints: ['checkpoint-0'] });
  expect(resumable(back)).toBeUndefined();
  const model = lastSavedModel(back)!;
  expect(parseSavedModel(model)).toEqual({ id: taken.id, checkpoint: 'checkpoint-0' });
  const files = savedModelFiles(async () => store, model, 'model');
  expect(await files.read('config.json')).toEqual(base.get('config.json'));
  await store.remove(taken.id);
  await expect(savedModelFiles(async () => store, model, 'model').read('config.json')).rejects.toThrow(
    /^model: kept\/.* is not in this browser/,
  );
});

test('a checkpoint without the config of its run would go on with the settings of the page, and says so', async () => {
  const [taken] = await importAll(...[...trainerFiles(4)].map(([name, bytes]) => given(name, bytes)));
  expect(taken.text).toContain('the settings of this page');
  const back = (await store.get(taken.id))!;
  expect(back).toMatchObject({ step: 4, options: { seed: '5' }, checkpoints: ['checkpoint-4'] });
  expect(resumable(back)).toBe('checkpoint-4');
});

const broken = (name: string, content: string | Uint8Array) => [
  ...[...base].filter(([other]) => other !== name).map(([other, bytes]) => given(other, bytes)),
  given(name, content),
];

test.each([
  [
    'cut weights',
    broken('model.safetensors', base.get('model.safetensors')!.slice(0, 9000)),
    /^model\.safetensors: not a valid safetensors/,
  ],
  [
    'no tokenizer',
    broken('README.md', '').filter(({ path }) => path !== 'tokenizer.json'),
    /^tokenizer\.json is missing: model\.safetensors needs/,
  ],
  [
    'other sizes',
    broken(
      'config.json',
      new TextDecoder().decode(base.get('config.json')).replace(/"hidden_size": \d+/, '"hidden_size": 32'),
    ),
    /^model\.safetensors: /,
  ],
  ['bad metrics', [given('m.jsonl', '{"step":1}\n{"step":2,"reward":"high"}')], /^m\.jsonl, row 2: reward: /],
  ['bad rollouts', [given('r.jsonl', '{"step":1,"samples":[]}')], /^r\.jsonl, row 1: problem: /],
])('%s: one error, which names the file', async (_, files, message) => {
  const { runs } = sortFiles(files);
  await expect(importRun(store, runs[0], {})).rejects.toThrow(message);
  expect(await store.list()).toEqual([]);
});
