/** Comparisons of tiny runs, as a user starts, interrupts and repeats them. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseArms } from '../../../src/cli/compare/arms';
import { run } from '../../../src/cli/main';
import { canonical } from '../../../src/common/options/given';
import { planRuns, unlike } from '../../../src/rl/comparison/plan';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { useFolder } from '../../folder';
import { kata } from '../terminal';

const { at, folder } = useFolder();
const read = (...names: string[]) => readFileSync(at(...names), 'utf8');

/** What a clock says is not the same twice. */
const resultsOf = (folder: string): Record<string, unknown>[] =>
  JSON.parse(read(folder, 'results.json')).map(({ seconds: _, ...row }: { seconds: number }) => row);

/** Two arms, two seeds, three steps each. */
const ARMS = [
  { name: 'with bonus', options: { entropy_coef: 0.1 } },
  { name: 'without', options: { 'loss-type': 'gppo' } },
];
const RUNS = ['with-bonus-seed0', 'without-seed0', 'with-bonus-seed1', 'without-seed1'];
const compare = (...more: string[]) => ['compare', '--config', at('config.json'), ...more];

beforeAll(async () => {
  const size = ['--hidden_size', '16', '--intermediate_size', '32', '--num_hidden_layers', '1', '--batch_size', '8'];
  const base = ['--max_steps', '2', '--output_dir', at('base'), '--adapter', 'software', '--num_attention_heads', '2'];
  const made = await kata('sft', ...base, '--num_key_value_heads', '1', ...size);
  expect(made.code, made.err.join('\n')).toBe(0);
  const config = {
    ...{ arms: ARMS, seeds: [0, 1], budget: 0.05, model: at('base/checkpoint-2'), adapter: 'software' },
    ...{ prompts_per_step: 4, num_generations: 4, steps_per_generation: 2, drop_zero_advantage: false, beta: 0.01 },
    ...{ eval_problems: 6, eval_samples: 2, max_completion_length: 12, save_steps: 1, reward: 'fraction' },
  };
  writeFileSync(at('config.json'), JSON.stringify(config));
  writeFileSync(at('arms.json'), JSON.stringify(ARMS));
});

describe('a comparison of two arms with two seeds', () => {
  let rows: Record<string, unknown>[];

  beforeAll(async () => {
    const ran = await kata(...compare('--output_dir', at('whole'), '--json'));
    expect(ran.code, ran.err.join('\n')).toBe(0);
    rows = ran.out.map((line) => JSON.parse(line));
  });

  test('gives a row for each run and each arm, a table and a plot', () => {
    expect(readdirSync(at('whole')).sort()).toEqual([...RUNS, 'plot.svg', 'results.json', 'table.md'].sort());
    expect(rows.map(({ type, arm, seed }) => [type, arm, seed])).toEqual([
      ['run', 'with bonus', 0],
      ['run', 'without', 0],
      ['run', 'with bonus', 1],
      ['run', 'without', 1],
      ['arm', 'with bonus', undefined],
      ['arm', 'without', undefined],
    ]);
    expect(JSON.parse(read('whole/results.json'))).toEqual(rows);
    for (const arm of ARMS) {
      expect(read('whole/table.md')).toContain(`\n| ${arm.name} | `);
      expect(read('whole/plot.svg')).toContain(`>${arm.name}</text>`);
    }
  });

  test('spends its budget in every run and not more, and evaluates along the way', () => {
    for (const { type, gflop, points, steps, updates } of rows) {
      if (type !== 'run') continue;
      const made = points as { step: number; gflop: number }[];
      expect(gflop).toBeLessThanOrEqual(0.05);
      expect(Number(gflop) + (1.5 * Number(gflop)) / Number(steps)).toBeGreaterThan(0.05);
      expect(updates).toBe(2 * Number(steps));
      expect(made[0]).toMatchObject({ step: 0, gflop: 0 });
      expect(made.at(-1)).toMatchObject({ step: steps, gflop });
      expect(made.length).toBeGreaterThan(2);
    }
  });

  test('is the same when it is interrupted, and goes on run by run', async () => {
    const flags = compare('--output_dir', at('parts'), '--seeds', '0');
    const first = await interrupted(flags, /run 2 of 2[\s\S]*step +1\//);
    expect(first.code).toBe(130);
    expect(first.log.at(-1)).toContain('1 of 2 runs are done');
    expect(readdirSync(at('parts')).sort()).toEqual(RUNS.slice(0, 2));
    const written = () => statSync(at('parts', RUNS[0], 'metrics.jsonl')).mtimeMs;
    const before = written();

    const second = await kata(...flags);
    expect(second.err).toContain('run 1 of 2: with bonus, seed 0: done');
    const goesOn = second.err.find((line) => line.startsWith('run 2 of 2'));
    expect(goesOn).toMatch(/without, seed 0, from .*without-seed0\/checkpoint-1$/);
    expect(written()).toBe(before);
    expect(resultsOf('parts').slice(0, 2)).toEqual(resultsOf('whole').slice(0, 2));
    const model = (folder: string) =>
      readFileSync(at(folder, RUNS[1], `checkpoint-${rows[1].steps}`, 'model.safetensors'));
    expect(model('parts').equals(model('whole'))).toBe(true);
  });

  test('makes nothing again that is there, and a run anew whose checkpoints are gone', async () => {
    const [results, rows] = [read('whole/results.json'), resultsOf('whole')];
    const again = await kata(...compare('--output_dir', at('whole')));
    expect(again.err.filter((line) => /^run/.test(line)).every((line) => line.endsWith(': done'))).toBe(true);
    expect(again.err.filter((line) => /^step/.test(line))).toEqual([]);
    expect(read('whole/results.json')).toBe(results);
    expect(again.out.join('\n')).toContain(read('whole/table.md').trim());

    const broken = at('whole', RUNS[3]);
    for (const name of readdirSync(broken))
      if (/^checkpoint/.test(name)) rmSync(join(broken, name), { recursive: true });
    // Cut off in the middle of the last line.
    writeFileSync(join(broken, 'metrics.jsonl'), readFileSync(join(broken, 'metrics.jsonl'), 'utf8').slice(0, -700));
    const anew = await kata(...compare('--output_dir', at('whole')));
    expect(anew.err.filter((line) => /^run/.test(line) && !line.endsWith(': done'))).toEqual([
      'run 4 of 4: without, seed 1',
    ]);
    expect(resultsOf('whole')).toEqual(rows);
  });

  test.each([
    ['--learning_rate 1e-3', 'with-bonus-seed0 has learning_rate 3e-4, not 0.001'],
    ['--budget 1', 'max_gflop 0.05, not 1'],
    ['--kl_estimator k1', 'kl_estimator k3, not k1'],
  ])('is not mixed with one that has %s', async (flags, message) => {
    const { code, err } = await kata(...compare('--output_dir', at('whole'), ...flags.split(' ')));
    expect([code, err.length]).toEqual([2, 1]);
    expect(err[0]).toContain(message);
  });
});

const STUDIES = fileURLToPath(new URL('../../../bench/studies/', import.meta.url));

test.each(readdirSync(STUDIES))('the study %s holds options that go together', (file) => {
  const { arms, seeds, budget = null, ...shared } = JSON.parse(readFileSync(join(STUDIES, file), 'utf8'));
  const options = canonical(trainOptions, shared);
  const { max_steps } = resolveOptions(options).options;
  const plan = { arms: parseArms({ arms, recipes: null, losses: null }, options), seeds, budget, max_steps, options };
  for (const run of planRuns(plan)) expect(resolveOptions(run.options).warnings, run.name).toEqual([]);
});

test('arms whose evaluations differ are named, with what differs', () => {
  const run = (arm: string, options: Record<string, unknown>) => ({ arm, ...resolveOptions(options) });
  const recipe = run('with', { recipe: 'r1-code-interpreter' });
  expect(unlike([recipe, run('hotter', { recipe: 'r1-code-interpreter', learning_rate: 1e-3 })])).toEqual([]);
  expect(unlike([recipe, run('without', { recipe: 'r1-code-interpreter', max_tool_calls: 0 })])).toEqual([
    'max_tool_calls differs (8 for with, 0 for without), so the evaluations of these arms do as well',
  ]);
});

describe('bad input gets one line', () => {
  const write = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));
  beforeAll(() => {
    const arm = (name: string, options: object) => ({ name, options });
    write('twice.json', [arm('a', {}), arm('b', {}), arm('a', { epsilon: 0.1 })]);
    write('folder.json', [arm('a b', {}), arm('a, b', {})]);
    write('seed.json', [arm('a', { seed: 3 })]);
    write('unknown.json', [arm('a', { lerning_rate: 1 })]);
    write('range.json', [arm('a', { learning_rate: -1 })]);
    write('wrong.json', [arm('a', { entropy_coef: 1, use_adaptive_entropy: true })]);
    write('form.json', [{ name: 'a' }]);
  });

  test.each([
    ['--budget 1', 'recipes: nothing to compare'],
    ['--recipes dapo', 'budget: is missing'],
    ['--recipes dapo --budget 0', 'budget: 0 is not a number above 0'],
    ['--recipes dapo,kleer --budget 1', 'arm kleer: recipe: there is no "kleer"; did you mean klear?'],
    ['--recipes dapo,klear,dapo --budget 1', 'recipes: dapo comes twice'],
    ['--recipes dapo --losses grpo --budget 1', 'recipes and losses'],
    ['--losses grop --budget 1', 'losses: "grop" is not a list'],
    ['--recipes dapo --seeds 1,1 --budget 1', 'seeds: 1 comes twice'],
    ['--recipes dapo --seed 1 --budget 1', 'unknown option "seed"; did you mean seeds?'],
    ['--recipes dapo --budget 1 --top_k 3', 'arm dapo: top_k: training on truncated samples is refused'],
    ['--losses grpo --budget 1 --loss_type dapo', 'losses: grpo: loss_type is given for all arms as well'],
    ['--arms @missing.json --budget 1', 'arms: cannot read'],
    ['--arms @form.json --budget 1', 'form.json: 0.options'],
    ['--arms @twice.json --budget 1', 'arms: a comes twice'],
    ['--arms @folder.json --budget 1', 'a, b and a b would share a folder'],
    ['--arms @seed.json --budget 1', 'arms: a: seed is set by the comparison'],
    ['--arms @unknown.json --budget 1', 'did you mean learning_rate?'],
    ['--arms @range.json --budget 1', 'arm a: learning_rate: -1 is not a number above 0'],
    ['--arms @wrong.json --budget 1', 'arm a: use_adaptive_entropy: sets entropy_coef itself'],
    ['--losses grpo --budget 1 --model @missing', 'model: there is no folder'],
  ])('kata compare %s', async (line, message) => {
    const argv = line.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
    const { code, out, err } = await kata('compare', '--output_dir', at('none'), ...argv);
    expect({ code, out }, err.join('\n')).toEqual({ code: 2, out: [] });
    expect(err.at(-1)).toContain(message);
    expect(readdirSync(folder)).not.toContain('none');
  });
});

/** Runs a command line and presses Ctrl-C when its messages match. */
async function interrupted(argv: string[], when: RegExp): Promise<{ code: number; log: string[] }> {
  const log: string[] = [];
  let pressed = false;
  const say = (line: string) => {
    log.push(line);
    if (pressed || !when.test(log.join('\n'))) return;
    pressed = true;
    process.emit('SIGINT');
  };
  return { code: await run(argv, { print: say, log: say, status: () => {} }), log };
}
