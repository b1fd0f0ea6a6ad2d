import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { detectKind } from '../../../src/ui/import/file-kind';
import { unpacked } from '../../../src/ui/import/given-files';
import { sortFiles } from '../../../src/ui/import/sort-files';

const file = (path: string, content: string | object = '') => ({
  path,
  bytes: new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
});

const model = (folder: string) => [
  file(`${folder}model.safetensors`, 'weights'),
  file(`${folder}config.json`, { model_type: 'llama' }),
  file(`${folder}tokenizer.json`, { version: '1.0', model: {}, added_tokens: [] }),
];
const runConfig = { loss_type: 'gppo', max_steps: 3 };

test.each([
  ['model (1).safetensors', 'x', 'weights'],
  ['my-optimizer.safetensors', 'x', 'optimizer'],
  ['config (3).json', { model_type: 'llama' }, 'model config'],
  ['config.json', runConfig, 'run config'],
  ['state.json', { step: 1, updates: 2, num_tokens: 3 }, 'trainer state'],
  ['tokenizer_config.json', { chat_template: '' }, 'tokenizer config'],
  ['tok.json', { model: {}, added_tokens: [] }, 'tokenizer'],
  ['a.jsonl', '\n{"step":1,"reward":0.5}\n', 'metrics'],
  ['a.jsonl', '{"step":1,"problems":[]}', 'evaluations'],
  ['a.jsonl', '{"step":1,"samples":[],"problem":{}}', 'rollouts'],
  ['a.jsonl', '{"prompt":"x","tests":[]}', 'problems'],
  ['README.md', '', 'by-catch'],
])('%s is known by what it holds', (path, content, kind) => {
  expect(detectKind(file(path, content))).toBe(kind);
});

test.each([
  ['photo.png', '', 'Kata takes a checkpoint'],
  ['note.txt', 'hello', 'not one of the files that are read here'],
  ['config.json', runConfig, 'together with the metrics.jsonl'],
  ['evaluations.jsonl', '{"step":1,"problems":[]}', 'together with the metrics.jsonl'],
  ['pytorch_model.bin', '', 'save_pretrained'],
  ['model-00001-of-00002.safetensors', '', 'max_shard_size'],
  ['broken.json', '{"a":', 'not JSON'],
  ['other.json', { a: 1 }, 'neither the config.json'],
  ['empty.jsonl', '\n', 'it is empty'],
  ['text.jsonl', 'hello', 'line 1 is not JSON'],
  ['rows.jsonl', '{"a":1}', 'neither metrics, programs nor problems'],
  ['tasks.json', [{ prompt: '' }], 'a .jsonl'],
])('%s is refused by its name, with what would be right', (path, content, reason) => {
  const { wrong, runs } = sortFiles([file(path, content)]);
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toMatch(new RegExp(`^${path}: `));
  expect(wrong[0]).toContain(reason);
  expect(runs).toEqual([]);
});

test('the folder of a run: its logs, its checkpoints, its own problems', () => {
  const { runs, problems, wrong } = sortFiles([
    file('demo/config.json', runConfig),
    file('demo/metrics.jsonl', '{"step":1}'),
    file('demo/own.jsonl', '{"prompt":"x","tests":[]}'),
    ...model('demo/checkpoint-1/'),
    ...model('demo/checkpoint-2/'),
    file('demo/checkpoint-2/trainer_state.json', { step: 2, updates: 2, num_tokens: 9 }),
  ]);
  expect([wrong, problems]).toEqual([[], []]);
  expect(runs).toHaveLength(1);
  expect(Object.keys(runs[0].logs)).toEqual(['run config', 'metrics']);
  expect(runs[0].problems?.path).toBe('demo/own.jsonl');
  expect(runs[0].checkpoints.map(({ folder, files }) => [folder, files.size])).toEqual([
    ['demo/checkpoint-1', 3],
    ['demo/checkpoint-2', 4],
  ]);
});

test('files that were chosen one by one belong together, and problems to nobody', () => {
  const { runs, problems, wrong } = sortFiles([...model(''), file('mine.jsonl', '{"prompt":"x","tests":[]}')]);
  expect(wrong).toEqual([]);
  expect(runs.map(({ checkpoints }) => checkpoints.length)).toEqual([1]);
  expect([...runs[0].checkpoints[0].files.keys()].sort()).toEqual([
    'config.json',
    'model.safetensors',
    'tokenizer.json',
  ]);
  expect(problems.map(({ path }) => path)).toEqual(['mine.jsonl']);
});

test('a part of a checkpoint, and two of the same, are named', () => {
  expect(sortFiles([file('tokenizer.json', { model: {}, added_tokens: [] })]).wrong).toEqual([
    'tokenizer.json: it came without the model.safetensors of its checkpoint; choose all files of the checkpoint together, or its folder.',
  ]);
  expect(sortFiles([...model(''), file('other.safetensors', 'x')]).wrong[0]).toContain(
    'one model.safetensors too many',
  );
  expect(sortFiles([file('README.md')]).wrong).toHaveLength(1);
});

test('a .zip is opened into a folder of its name; a broken one is named', () => {
  const zip = zipSync({
    'run/a.txt': new Uint8Array([1]),
    'run/sub/': new Uint8Array(0),
    'b.txt': new Uint8Array([2]),
  });
  expect(unpacked({ path: 'got.zip', bytes: zip }).map(({ path }) => path)).toEqual(['got/run/a.txt', 'got/b.txt']);
  expect(() => unpacked({ path: 'got.zip', bytes: zip.slice(0, 40) })).toThrow(/^got\.zip: not a \.zip/);
});
