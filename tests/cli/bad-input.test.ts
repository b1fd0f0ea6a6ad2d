/** Bad input: one clear line that names it, exit code 2, nothing written. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { useFolder } from '../folder';
import { kata } from './terminal';

const GOLDEN = fileURLToPath(new URL('../golden/models/llama-tied', import.meta.url));

const { at, folder } = useFolder();
beforeAll(() => {
  const write = (name: string, text: string) => writeFileSync(at(name), text);
  write('not.json', '{"max_steps": ');
  write('list.json', '[1]');
  write('unknown.json', '{"max_stpes": 3}');
  write(
    'bad-line.jsonl',
    '{"prompt":"a","entry":"f","tests":[{"args":[],"expected":1}]}\n{"prompt":"b","entry":"f"}\n',
  );
  write('empty.jsonl', '');
  write('judge.jsonl', '{"task":{"entry":"f","tests":[{"args":[1],"expected":1}]}}\n');
  write('judge-value.jsonl', '{"task":{"entry":"f","tests":[{"args":[{"$":"what"}],"expected":1}]},"code":""}\n');
  write('tokens.json', '{"tokens": [[1, 2], [3, 99999]]}');
  write('long.json', JSON.stringify({ tokens: [new Array(5000).fill(1)] }));
  write('words.json', '{"tokens": [["a"]]}');
  write('unknown-loss.jsonl', '{"loss":"magic","logits":[1,2],"action":0}\n');
  write('outside.jsonl', '{"loss":"dapo","logits":[1,2],"action":2}\n');
  write('unknown-parameter.jsonl', '{"loss":"dapo","params":{"epsylon":1},"logits":[1,2],"action":1}\n');
  write('examples.jsonl', '{"prompt":"a","completion":"b"}\n{"prompt":"a"}\n');
  write('unrated.jsonl', '{"prompt":"a","completion":"b"}\n');
  mkdirSync(at('full'));
  writeFileSync(at('full/notes.txt'), 'mine');
  mkdirSync(at('nothing'));
  for (const name of ['truncated', 'foreign', 'other-shape', 'huge']) cpSync(GOLDEN, at(name), { recursive: true });
  const weights = readFileSync(join(GOLDEN, 'model.safetensors'));
  writeFileSync(at('truncated/model.safetensors'), weights.subarray(0, weights.length - 1000));
  writeFileSync(at('foreign/model.safetensors'), 'GGUF and so on, for a while longer than a header');
  const config = JSON.parse(readFileSync(join(GOLDEN, 'config.json'), 'utf8'));
  const write_config = (name: string, changes: object) =>
    write(`${name}/config.json`, JSON.stringify({ ...config, ...changes }));
  write_config('other-shape', { intermediate_size: config.intermediate_size * 2 });
  write_config('huge', { vocab_size: 2 ** 30 });
});

/** `@name` stands for a file of the test's folder. */
const CASES: [line: string, ...names: string[]][] = [
  ['tran', 'unknown command "tran"', 'did you mean train?'],
  ['train --max_stpes 3', 'max_stpes', 'did you mean max_steps?'],
  ['train --max_steps many', 'max_steps', '"many"', 'whole number'],
  ['train --max_steps 0', 'max_steps', '0'],
  ['train --max_steps', 'max_steps', 'no value'],
  ['train --loss_type grop', 'loss_type', 'grpo'],
  ['train --adapter fast', 'adapter', 'hardware'],
  ['train --backend cuda', 'backend', 'playwright'],
  ['train extra', 'unexpected argument "extra"'],
  ['train --config @missing.json', 'config', 'missing.json'],
  ['train --config @not.json', 'config', 'not.json'],
  ['train --config @list.json', 'config', 'object'],
  ['train --config @unknown.json', 'max_stpes', 'unknown.json'],
  ['train --model @missing', 'model', 'missing'],
  ['train --model @nothing --output_dir @run', 'config.json is missing'],
  ['train --model @truncated --output_dir @run', 'model.safetensors'],
  ['train --model @foreign --output_dir @run', 'model.safetensors'],
  ['train --model @other-shape --output_dir @run', 'mlp'],
  ['train --model @huge --output_dir @run', 'model.embed_tokens.weight'],
  ['train --tasks @missing.jsonl', 'tasks', 'missing.jsonl'],
  ['train --tasks @bad-line.jsonl', 'bad-line.jsonl, line 2', 'tests'],
  ['train --tasks @empty.jsonl', 'empty.jsonl', 'no problems'],
  ['train --tasks specs', 'tasks', 'specs'],
  ['train --output_dir @full', 'output_dir', 'not empty'],
  ['train --resume_from_checkpoint @missing', 'resume_from_checkpoint', 'missing'],
  [
    'train --resume_from_checkpoint @nothing --model @truncated --output_dir @run',
    'trainer_state.json',
    'checkpoint-<step>',
  ],
  ['train --top_k 5', 'top_k', 'refused'],
  ['sft --num_attention_heads 5', 'num_attention_heads'],
  ['sft --hidden_size 200000 --output_dir @run', 'larger than'],
  ['sft --train_file @missing.jsonl', 'train_file', 'missing.jsonl'],
  ['sft --train_file @examples.jsonl', 'examples.jsonl, line 2', 'completion'],
  ['sft --train_file @unrated.jsonl --easy_pass_rate 0.5', 'row 1', 'correct', 'easy_pass_rate'],
  ['sft --easy_pass_rate 0.5 --output_dir @run', 'easy_pass_rate', '--train_file'],
  ['eval --temperature 0 --samples 4', 'temperature', 'same program'],
  ['eval --samples 2 --k 8', 'samples', 'pass@8'],
  ['eval --model @missing', 'model', 'missing'],
  ['sample --n 0', 'n: 0'],
  ['judge', 'name the file'],
  ['judge @missing.jsonl', 'missing.jsonl'],
  ['judge @not.json', 'not.json'],
  ['judge @judge.jsonl', 'judge.jsonl, line 1', 'code'],
  ['judge @judge-value.jsonl', 'judge-value.jsonl, line 1', 'tagged JSON'],
  ['tasks', 'list, print'],
  ['tasks lst', 'did you mean list?'],
  ['tasks valdate', 'list, print'],
  ['tasks print --levels 9', 'level'],
  ['logprobs --input @tokens.json --model @missing', 'model', 'missing'],
  ['logprobs --model @nothing', 'input', 'missing'],
  [`logprobs --model ${GOLDEN} --input @tokens.json`, '99999', 'vocabulary'],
  [`logprobs --model ${GOLDEN} --input @long.json`, '5000 tokens', 'positions'],
  [`logprobs --model ${GOLDEN} --input @words.json`, 'words.json', 'tokens.0.0'],
  ['loss', 'cases', 'missing'],
  ['loss --cases @empty.jsonl', 'no rows'],
  ['loss --cases @unknown-loss.jsonl', 'unknown-loss.jsonl, line 1', 'magic', 'dapo'],
  ['loss --cases @outside.jsonl', 'action 2', '2 logits'],
  ['loss --cases @unknown-parameter.jsonl', 'epsylon', 'epsilon'],
  ['page --port 70000', 'port', '65535'],
  ['bench --only speed', 'only', 'matmul'],
];

describe('bad input', () => {
  test.each(CASES)('kata %s', async (line, ...names) => {
    const before = readdirSync(folder);
    const argv = line.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
    const { code, out, err } = await kata(...argv);
    expect({ code, out, lines: err.length }, err.join('\n')).toEqual({ code: 2, out: [], lines: 1 });
    expect(err[0]).toMatch(/^kata: /);
    for (const name of names) expect(err[0]).toContain(name);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('leaves what it may not write over as it was', () => {
    expect(readdirSync(at('full'))).toEqual(['notes.txt']);
    expect(existsSync(at('run'))).toBe(false);
  });
});
