/** Whole runs, as a user starts them: `bin/kata.mjs` in a process of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { isTiming } from '../../src/rl/records/run-log';
import { useFolder } from '../folder';

const KATA = fileURLToPath(new URL('../../bin/kata.mjs', import.meta.url));

const { at, folder } = useFolder();
const kata = (...argv: string[]) => promisify(execFile)(process.execPath, [KATA, ...argv], { cwd: folder });
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const read = (...names: string[]) => readFileSync(at(...names), 'utf8');

/** A metrics file without what a clock says. */
const metricsOf = (run: string) =>
  linesOf(read(run, 'metrics.jsonl')).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !isTiming(name))),
  );

/** A run small enough for a test. Programs of this model never pass: an entropy bonus gives its updates something to do. */
const SMALL = [
  ...[
    '--model',
    'base/checkpoint-4',
    '--prompts_per_step',
    '4',
    '--num_generations',
    '4',
    '--steps_per_generation',
    '2',
  ],
  ...['--eval_problems', '6', '--eval_samples', '2', '--max_completion_length', '12', '--adapter', 'software'],
  ...['--drop_zero_advantage', 'false', '--entropy_coef', '0.1', '--beta', '0.01', '--eval_steps', '2'],
];

beforeAll(async () => {
  const size = ['--hidden_size', '32', '--intermediate_size', '64', '--num_hidden_layers', '1', '--batch_size', '16'];
  const { stdout } = await kata('sft', '--max_steps', '4', '--output_dir', 'base', '--adapter', 'software', ...size);
  expect(stdout).toMatch(/step 4\/4 {2}nll \d\.\d+[\s\S]*the model in base\/checkpoint-4/);
});

describe('a run of four steps', () => {
  let events: Record<string, unknown>[];

  beforeAll(async () => {
    const { stdout } = await kata('train', ...SMALL, '--max_steps', '4', '--output_dir', 'whole', '--json');
    events = linesOf(stdout);
  });

  test('says what happens, a JSON object a line', () => {
    expect(events.map(({ type, step }) => `${type} ${step ?? ''}`.trim())).toEqual([
      'start',
      'evaluation 0',
      'update 1',
      'update 2',
      'evaluation 2',
      'update 3',
      'update 4',
      'evaluation 4',
      'checkpoint 4',
      'end 4',
    ]);
    for (const event of events.filter(({ type }) => type === 'evaluation')) {
      expect(event['eval/pass@1']).toBeGreaterThanOrEqual(0);
    }
    for (const event of events.filter(({ type }) => type === 'update')) {
      expect(event.grad_norm).toBeGreaterThan(0);
      expect(event['sampling/sampling_logp_difference/max']).toBe(0);
    }
  });

  test('keeps its options, metrics, rollouts and checkpoint', () => {
    expect(readdirSync(at('whole')).sort()).toEqual([
      'checkpoint-4',
      'config.json',
      'evaluations.jsonl',
      'metrics.jsonl',
      'rollouts.jsonl',
    ]);
    const config = JSON.parse(read('whole/config.json'));
    expect(config).toMatchObject({ max_steps: 4, entropy_coef: 0.1, output_dir: 'whole', loss_type: 'dapo' });
    expect(metricsOf('whole').map(({ step }) => step)).toEqual([0, 1, 2, 2, 3, 4, 4]);
    expect(linesOf(read('whole/rollouts.jsonl')).length).toBe(4 * 4);
    const evaluations = linesOf(read('whole/evaluations.jsonl'));
    expect(evaluations.map(({ step, problems }) => [step, problems.length])).toEqual([
      [0, 6],
      [2, 6],
      [4, 6],
    ]);
    expect(readdirSync(at('whole/checkpoint-4')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'optimizer.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'trainer_state.json',
    ]);
  });

  test('equals, bit for bit, one that is stopped and resumed', async () => {
    const first = await kata('train', ...SMALL, '--max_steps', '4', '--stop_after', '2', '--output_dir', 'parts');
    const hint = /npx kata (train --resume_from_checkpoint \S+)/.exec(first.stdout);
    expect(hint?.[1]).toBe('train --resume_from_checkpoint parts/checkpoint-2');
    const second = await kata(...hint![1].split(' '));
    expect(second.stdout).toContain('steps 3 to 4');
    expectSameRun('parts');
  });

  test('equals, bit for bit, the one in headless Chromium', async () => {
    const run = ['--max_steps', '4', '--output_dir', 'browser', '--backend', 'playwright'];
    const { stdout } = await kata('train', ...SMALL, ...run);
    expect(stdout).toMatch(/browser, software/);
    expectSameRun('browser');
  });

  function expectSameRun(run: string) {
    expect(metricsOf(run)).toEqual(metricsOf('whole'));
    for (const log of ['rollouts.jsonl', 'evaluations.jsonl']) expect(read(run, log)).toBe(read('whole', log));
    for (const file of ['model.safetensors', 'optimizer.safetensors', 'trainer_state.json']) {
      const same = readFileSync(at(run, 'checkpoint-4', file)).equals(readFileSync(at('whole/checkpoint-4', file)));
      expect(same, file).toBe(true);
    }
  }
});

test.each(['dawn', 'playwright'])('Ctrl-C ends a run in %s with a checkpoint', async (backend) => {
  const run_folder = `interrupted-${backend}`;
  const run = ['--max_steps', '500', '--save_steps', '0', '--output_dir', run_folder, '--backend', backend];
  const child = spawn(process.execPath, [KATA, 'train', ...SMALL, ...run], { cwd: folder });
  const output = collect(child);
  await output.until(/step +2\/500/);
  // npm hands on the signal that the terminal sends as well.
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await output.code).toBe(0);
  const checkpoint = /npx kata train --resume_from_checkpoint (\S+)/.exec(output.text())?.[1];
  expect(checkpoint, output.text()).toMatch(new RegExp(`^${run_folder}/checkpoint-\\d+$`));
  expect(existsSync(at(checkpoint!, 'model.safetensors'))).toBe(true);
  expect(metricsOf(run_folder).at(-1)!.step).toBe(Number(checkpoint!.split('-').at(-1)));
});

test('the trained model is evaluated and sampled from', async () => {
  const model = ['--model', 'base/checkpoint-4', '--max_completion_length', '12', '--adapter', 'software', '--json'];
  const evaluated = await kata('eval', ...model, '--problems', '4', '--samples', '2', '--k', '1,2');
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ problems: 4, samples: 2, 'eval/pass@1': 0, 'eval/pass@2': 0 });
  const judged = linesOf((await kata('sample', ...model, '--n', '3')).stdout);
  expect(judged.map(({ verdict }) => typeof verdict.status)).toEqual(['string', 'string', 'string']);
  const asked = linesOf((await kata('sample', ...model, '--n', '2', '--prompt', 'x: é', '--top_k', '5')).stdout);
  expect(asked.map(({ verdict, completion }) => [verdict, typeof completion])).toEqual([
    [undefined, 'string'],
    [undefined, 'string'],
  ]);
});

function collect(child: ChildProcess) {
  let text = '';
  const waiting = new Set<() => void>();
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (data) => {
      text += data;
      for (const look of waiting) look();
    });
  }
  return {
    code,
    text: () => text,
    until: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!pattern.test(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void code.then(() => reject(new Error(`ended without ${pattern}:\n${text}`)));
      }),
  };
}
