/** The commands that print what the GPU computes, against numbers computed elsewhere. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { useFolder } from '../folder';
import { expectGolden, expectGoldens, losses } from '../golden';
import { kata } from './terminal';

const golden = (path: string) => fileURLToPath(new URL(`../golden/${path}`, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

const { at } = useFolder();

describe('kata logprobs', () => {
  test.each(['llama-tied', 'qwen2'])('equals the golden numbers of %s', async (name) => {
    const model = golden(`models/${name}`);
    const { code, out, err } = await kata('logprobs', '--model', model, '--input', join(model, 'golden.json'));
    expect({ code, lines: out.length, err }).toEqual({ code: 0, lines: 1, err: [] });
    const expected = json(join(model, 'golden.json'));
    const actual = JSON.parse(out[0]);
    expect(actual.logprobs.map(({ length }: number[]) => length)).toEqual(
      expected.tokens.map(({ length }: number[]) => length - 1),
    );
    expected.logprobs.forEach((sequence: number[], s: number) => {
      sequence.forEach((value, i) => {
        expect(Math.abs(actual.logprobs[s][i] - value), `${s}.${i}`).toBeLessThan(5e-6);
      });
    });
    expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-6);
  });

  test('predicts nothing in sequences of one token or none', async () => {
    const input = at('short.json');
    writeFileSync(input, '{"tokens": [[3], [], [1, 2]]}');
    const { out } = await kata('logprobs', '--model', golden('models/llama-tied'), '--input', input);
    expect(JSON.parse(out[0]).logprobs.map(({ length }: number[]) => length)).toEqual([0, 0, 1]);
    writeFileSync(input, '{"tokens": [[3]]}');
    const single = await kata('logprobs', '--model', golden('models/llama-tied'), '--input', input);
    expect(JSON.parse(single.out[0])).toEqual({ logprobs: [[]], loss: null });
  });
});

describe('kata loss', () => {
  const rows = losses.fused_head;

  test.each(['array', 'jsonl', 'whole file'])('equals the golden rows, given as %s', async (form) => {
    const cases = at(`cases-${form}.json`);
    if (form === 'array') writeFileSync(cases, JSON.stringify(rows));
    if (form === 'jsonl') writeFileSync(cases, rows.map((row: object) => JSON.stringify(row)).join('\n'));
    const { code, out } = await kata('loss', '--cases', form === 'whole file' ? golden('losses.json') : cases);
    expect({ code, lines: out.length }).toEqual({ code: 0, lines: rows.length });
    out.forEach((line, r) => {
      const actual = JSON.parse(line);
      const expected = rows[r];
      for (const name of ['logp', 'policy_loss', 'kl_value', 'entropy', 'total']) {
        expectGolden(actual[name], expected[name], `row ${r} ${name}`);
      }
      expectGoldens(actual.dtotal_dlogits, expected.dtotal_dlogits, `row ${r} gradient`);
      expect(['inside', 'low', 'high', 'dual']).toContain(actual.region);
      expect(Number.isFinite(actual.F)).toBe(true);
    });
  });
});

test('kata doctor finds every kernel right on this machine', async () => {
  const { code, out, err } = await kata('doctor', '--json');
  expect({ code, err }).toEqual({ code: 0, err: [] });
  const [machine, ...checks] = out.map((line) => JSON.parse(line));
  expect(machine.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
  expect(machine.node).toBe(process.version);
  expect(checks.length).toBeGreaterThan(15);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  // Zero everywhere would be a check that compares nothing.
  expect(checks.filter(({ error }) => error > 0).length).toBeGreaterThan(10);
});

test('kata bench measures the training step of a tiny GPT', async () => {
  const { code, out } = await kata('bench', '--only', 'tiny-gpt', '--json');
  expect({ code, lines: out.length }).toEqual({ code: 0, lines: 2 });
  const [peak, row] = out.map((line) => JSON.parse(line));
  expect(peak.gflops).toBeGreaterThan(0);
  expect(row.shape).toBe('4 × 32 tokens');
  expect(row.ms).toBeGreaterThan(0);
  expect(row.share_of_peak).toBeCloseTo(row.gflops / peak.gflops, 6);
});
