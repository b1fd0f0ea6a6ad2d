import { describe, expect, test } from 'vitest';
import { rowsOf, useFolder } from '../../folder';
import { expectRefusal, kata } from '../terminal';

const { at, file } = useFolder();
const row = (id: string, fields: object) => ({
  ...{ id, prompt: `problem ${id}`, entry: 'f', prefix: 'const f=' },
  ...{ tests: [1, 2, 3].map((x) => ({ args: [x], expected: x })), reference: 'x=>x' },
  ...fields,
});

describe('without a model', () => {
  test('by tests, references and the rates that rows have; what stays is as it was, in order', async () => {
    const set = file(
      'set.jsonl',
      row('c', { pass_rate: 0.25, split: 'heldout' }),
      row('few', { tests: [{ args: [1], expected: 1 }] }),
      row('wrong', { reference: 'x=>x+1' }),
      row('a', { pass_rate: 0.125, reference: undefined }),
      row('easy', { pass_rate: 1 }),
    );
    const output = at('out.jsonl');
    const filter = (...more: string[]) =>
      kata('tasks', 'filter', set, '--min_tests', '2', '--max_pass_rate', '0.5', ...more);
    const { code, out } = await filter('--output', output);
    expect(code).toBe(0);
    expect(out.slice(0, 3)).toEqual([
      'left out  few: fewer than 2 tests',
      'left out  wrong: its reference fails',
      'left out  easy: pass rate above 0.5 (1.000)',
    ]);
    expect(out[4]).toBe(
      `2 of 5 problems stay, written to ${output}; left out: 1 fewer than 2 tests, 1 its reference fails, 1 pass rate above 0.5`,
    );
    expect(out[5]).toBe('difficulty (programs of 8 that fail): 0: 1  1: 0  2: 0  3: 0  4: 0  5: 0  6: 1  7: 1  8: 0');
    expect(rowsOf(output).map(({ id, split, pass_rate }) => [id, split, pass_rate])).toEqual([
      ['c', 'heldout', 0.25],
      ['a', undefined, 0.125],
    ]);
    const { out: json } = await filter('--require_reference', '--json');
    expect(JSON.parse(json[0])).toMatchObject({ read: 5, kept: 1, by: { 'no reference': 1 } });
  });

  test('bad input is 2', async () => {
    const set = file('bad.jsonl', row('a', {}));
    const cases: [string[], RegExp][] = [
      [[], /name a file/],
      [[set, '--preset', 'acereason'], /"a" has no pass_rate; give --model/],
      [[set, '--preset', 'kleer'], /klear/],
      [[set, '--output', set], /the file to read/],
      [[set, '--completions', at('c.jsonl')], /none without --model/],
      [[at('missing.jsonl')], /cannot read/],
      [['spec-to-funktion'], /did you mean/],
      [[set, '--model', at('none')], /model: there is no folder/],
    ];
    for (const [args, message] of cases) await expectRefusal(message, 'tasks', 'filter', ...args);
  });
});

test('with a model: rates by its programs, and the programs as rows for kata sft', async () => {
  const [output, completions] = [at('rated.jsonl'), at('completions.jsonl')];
  const common = ['--model', 'models/base', '--n', '12', '--samples', '4', '--output', output];
  const { code, out } = await kata(
    ...['tasks', 'filter', 'spec-to-function', '--preset', 'skywork-or1', ...common],
    ...['--completions', completions, '--json'],
  );
  expect(code).toBe(0);
  const report = JSON.parse(out[0]);
  expect(report).toMatchObject({ read: 12, samples: 4, min_pass_rate: 0.25, max_pass_rate: 0.75 });
  expect(report.difficulty.reduce((sum: number, count: number) => sum + count, 0)).toBe(12);
  const kept = rowsOf(output);
  expect(kept).toHaveLength(report.kept);
  expect(report.kept + report.dropped.length).toBe(12);
  expect(report.kept).toBeGreaterThan(0);
  for (const { pass_rate, rollouts } of kept) {
    expect(rollouts).toBe(4);
    expect([0.25, 0.5, 0.75]).toContain(pass_rate);
  }
  const programs = rowsOf(completions);
  expect(new Set(programs.map(({ problem }) => problem))).toEqual(new Set(kept.map(({ id }) => id)));
  for (const { id, pass_rate, prompt } of kept) {
    const own = programs.filter(({ problem }) => problem === id);
    expect(own.filter(({ correct }) => correct)).toHaveLength(4 * pass_rate);
    expect(own[0]).toMatchObject({ prompt, pass_rate });
  }
  // What was written is filtered again without the model.
  const again = await kata('tasks', 'filter', output, '--preset', 'skywork-or1', '--samples', '4', '--json');
  expect(JSON.parse(again.out[0])).toMatchObject({ read: report.kept, kept: report.kept });

  // And what was sampled is learned from, but for mistakes on the easier ones.
  const sft = ['sft', '--train_file', completions, '--easy_pass_rate', '0.5', '--model', 'models/base'];
  const run = ['--max_steps', '1', '--batch_size', '8', '--output_dir', at('sft'), '--adapter', 'software'];
  const { code: learned, err } = await kata(...sft, ...run);
  expect(learned).toBe(0);
  const right = programs.filter(({ correct }) => correct).length;
  const hard = programs.filter(({ correct, pass_rate }) => !correct && pass_rate < 0.5).length;
  expect(err.join('\n')).toContain(
    `${right + hard} of ${programs.length} rows stay: ${right} right ones, ${hard} wrong ones to hard problems`,
  );
});
