import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/common/errors';
import { Random, threefry2x32 } from '../../src/common/random';
import { Plan } from '../../src/kernels/device/plan';
import { logProbs, packTokens, policyLoss, policyLossUniforms } from '../../src/kernels/policy-loss';
import type { RowShape } from '../../src/kernels/row-statistics';
import { type SamplerRun, sample, samplerUniforms, truncates } from '../../src/kernels/sampler';
import gumbelText from '../../src/kernels/sampler/gumbel.wgsl?raw';
import { distribution, draw, gumbel, keptTokens } from '../../src/kernels/sampler/reference';
import threefryText from '../../src/kernels/sampler/threefry.wgsl?raw';
import { policyLossOptions } from '../../src/losses/options';
import { normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** One thread a row, as on software adapters, and a workgroup a row, as on hardware (narrower: barriers are slow here). */
const SHAPES: [string, RowShape][] = [
  ['one thread a row', { lanes: 1, rows: 4 }],
  ['a workgroup a row', { lanes: 8, rows: 1 }],
];
const HARDWARE: RowShape = { lanes: 64, rows: 1 };

const RUN: SamplerRun = { temperature: 1, seed: 7, end_tokens: [], max_completion_length: 1 };

interface Draws {
  /** Rows of logits, all of one length. */
  logits: readonly (readonly number[] | Float32Array)[];
  /** Row and slot of each work item. Default: row i, slot i. */
  work?: [number, number][];
  uids?: number[];
  /** Per slot: token, position, generated, done. */
  state?: number[][];
  run?: Partial<SamplerRun>;
  capacity?: number;
  sampleable?: number;
  shape?: RowShape;
  repeat?: number;
}

/** Samples once (or `repeat` times) and reads everything back. Padding columns hold NaN. */
async function sampleOnGpu({ logits, work, uids, state, run, capacity = 1, sampleable, shape, repeat = 1 }: Draws) {
  const { gpu } = context;
  const items = work ?? logits.map((_, i) => [i, i]);
  const slots = Math.max(...items.map(([, slot]) => slot), (uids ?? []).length - 1, (state ?? []).length - 1) + 1;
  const vocab = logits[0].length;
  const stride = Math.ceil(vocab / 4) * 4 + 4;
  const values = new Float32Array(logits.length * stride).fill(NaN);
  logits.forEach((row, r) => {
    values.set(row, r * stride);
  });
  const t = {
    logits: gpu.tensorFrom('logits', [logits.length, stride], values),
    work: gpu.tensorFrom('work', [items.length, 2], items.flat(), 'u32'),
    uids: gpu.tensorFrom('uids', [slots], uids ?? Array.from({ length: slots }, (_, i) => i), 'u32'),
    state: gpu.tensorFrom('state', [slots, 4], (state ?? new Array(slots).fill([0, 0, 0, 0])).flat(), 'u32'),
    tokens: gpu.tensorFrom('tokens', [slots, capacity], new Array(slots * capacity).fill(99), 'u32'),
    log_probs: gpu.tensorFrom('log-probs', [slots, capacity], new Array(slots * capacity).fill(99)),
  };
  const truncated = gpu.tensorFrom('truncated', [slots, capacity], new Array(slots * capacity).fill(99));
  const full = { ...RUN, max_completion_length: capacity, ...run };
  const plan = new Plan(gpu, 'test');
  sample(plan, truncates(full) ? { ...t, truncated_log_probs: truncated } : t, {
    rows: items.length,
    vocab,
    sampleable,
    stride,
    options: samplerUniforms(full),
    shape,
  });
  await plan.seal();
  plan.run({}, repeat);
  const read = await gpu.read(t.state, t.tokens, t.log_probs, truncated);
  plan.destroy();
  gpu.free(...Object.values(t), truncated);
  return {
    state: Array.from({ length: slots }, (_, i) => [...read[0].subarray(4 * i, 4 * i + 4)]),
    tokens: read[1] as Uint32Array,
    log_probs: read[2] as Float32Array,
    truncated: read[3] as Float32Array,
  };
}

describe('random bits', () => {
  const cases: [number, number, number, number, number, number][] = [
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ];

  it('are the known answers of Threefry-2x32-20, here and in WGSL', async () => {
    const { gpu } = context;
    const random = new Random(1, 'threefry');
    const inputs: number[][] = cases.map((row) => row.slice(0, 4));
    for (let i = 0; i < 200; i++) inputs.push([random.bits(), random.bits(), random.bits(), random.bits()]);
    const expected = inputs.flatMap(([k0, k1, c0, c1]) => threefry2x32(k0, k1, c0, c1));
    expect(expected.slice(0, 6)).toEqual(cases.flatMap((row) => row.slice(4)));
    const t = {
      keys: gpu.tensorFrom('keys', [inputs.length, 4], inputs.flat(), 'u32'),
      words: gpu.tensor('words', [inputs.length, 2], 'u32'),
    };
    const wgsl = `
      @group(0) @binding(0) var<storage, read> keys: array<vec4u>;
      @group(0) @binding(1) var<storage, read_write> words: array<vec2u>;
      @compute @workgroup_size(1) fn main(@builtin(workgroup_id) id: vec3u) {
        words[id.x] = threefry2x32(keys[id.x].xy, keys[id.x].zw);
      }`;
    await runOnce(gpu, (plan) =>
      plan.add({ kernel: gpu.kernel('threefry', threefryText + wgsl), bind: t, grid: [inputs.length] }),
    );
    expect([...(await gpu.read(t.words))[0]]).toEqual(expected);
    gpu.free(t.keys, t.words);
  });

  it('become Gumbel noise without losing the large values', async () => {
    const { gpu } = context;
    const random = new Random(2, 'gumbel');
    const bits = [0, 1, 2, 3, 100, 0xffffff, 2 ** 28 - 1, 2 ** 28, 2 ** 28 + 1, 2 ** 31, 0xffffff00, 0xffffffff];
    while (bits.length < 2000) bits.push(random.bits() >>> random.int(0, 31));
    const t = {
      bits: gpu.tensorFrom('bits', [bits.length], bits, 'u32'),
      noise: gpu.tensor('noise', [bits.length]),
    };
    const wgsl = `
      @group(0) @binding(0) var<storage, read> bits: array<vec4u>;
      @group(0) @binding(1) var<storage, read_write> noise: array<vec4f>;
      @compute @workgroup_size(1) fn main(@builtin(workgroup_id) id: vec3u) {
        noise[id.x] = gumbel(bits[id.x]);
      }`;
    await runOnce(gpu, (plan) =>
      plan.add({ kernel: gpu.kernel('gumbel', gumbelText + wgsl), bind: t, grid: [bits.length / 4] }),
    );
    const noise = await gpu.readFloats(t.noise);
    bits.forEach((word, i) => {
      const expected = gumbel(word);
      expect(Number.isFinite(noise[i])).toBe(true);
      // Near u = 1 the 24 bits of f32 leave only a few values; such noise never wins.
      if (expected > -2.3) expect(Math.abs(noise[i] - expected), `bits ${word}`).toBeLessThan(4e-5);
      else expect(noise[i]).toBeLessThan(-2.2);
    });
    gpu.free(t.bits, t.noise);
  });
});

describe('the draws', () => {
  const logits = normals(32, 11, 1.5);

  /** Pearson's statistic of 1e5 draws; categories expected fewer than 5 times are pooled. */
  function chiSquare(tokens: Uint32Array, probs: Float64Array): { statistic: number; degrees: number } {
    const counts = new Float64Array(probs.length);
    for (const token of tokens) counts[token]++;
    let [statistic, degrees, rareExpected, rareCount] = [0, -1, 0, 0];
    probs.forEach((p, j) => {
      const expected = p * tokens.length;
      if (p === 0) expect(counts[j], `token ${j}`).toBe(0);
      else if (expected < 5) {
        rareExpected += expected;
        rareCount += counts[j];
      } else {
        statistic += (counts[j] - expected) ** 2 / expected;
        degrees++;
      }
    });
    if (rareExpected > 0) {
      statistic += (rareCount - rareExpected) ** 2 / rareExpected;
      degrees++;
    }
    return { statistic, degrees };
  }

  /** A draw from chi-square lies above this about once in 1e5 (Wilson and Hilferty). */
  const critical = (degrees: number): number =>
    degrees * (1 - 2 / (9 * degrees) + 4.3 * Math.sqrt(2 / (9 * degrees))) ** 3;

  const n = 100_000;
  const work = Array.from({ length: n }, (_, i): [number, number] => [0, i]);

  it.each([
    ['temperature 1', { temperature: 1 }],
    ['temperature 0.6', { temperature: 0.6 }],
    ['temperature 1.5', { temperature: 1.5 }],
    ['top-p', { temperature: 1, top_p: 0.8 }],
    ['top-k, top-p and min-p', { temperature: 0.9, top_k: 12, top_p: 0.9, min_p: 0.02 }],
  ])('over uids follow the exact distribution: %s', async (_, run) => {
    const { tokens } = await sampleOnGpu({ logits: [logits], work, run });
    const { statistic, degrees } = chiSquare(tokens, distribution(logits, run));
    expect(statistic).toBeLessThan(critical(degrees));
  });

  it('over positions follow the exact distribution', async () => {
    const uids = new Array(n).fill(3);
    const state = Array.from({ length: n }, (_, i) => [0, i, 0, 0]);
    const { tokens } = await sampleOnGpu({ logits: [logits], work, uids, state });
    const { statistic, degrees } = chiSquare(tokens, distribution(logits, { temperature: 1 }));
    expect(statistic).toBeLessThan(critical(degrees));
  });

  it('of neighbouring uids and positions are independent', async () => {
    const coin = [0, 0];
    for (const [uids, positions] of [
      [work.map((_, i) => i), work.map(() => 5)],
      [work.map(() => 5), work.map((_, i) => i)],
    ]) {
      const state = positions.map((position) => [0, position, 0, 0]);
      const { tokens } = await sampleOnGpu({ logits: [coin], work, uids, state });
      let equal = 0;
      for (let i = 1; i < n; i++) if (tokens[i] === tokens[i - 1]) equal++;
      expect(Math.abs(equal - n / 2)).toBeLessThan(4.5 * Math.sqrt(n / 4));
    }
  });

  it.each([...SHAPES, ['64 threads a row', HARDWARE] as const])('are those of the reference: %s', async (_, shape) => {
    for (const vocab of [1, 2, 3, 5, 8, 31, 257, 304]) {
      const rows = Array.from({ length: 9 }, (_, r) => normals(vocab, 100 * vocab + r, 2));
      const uids = rows.map((_, r) => 1000 + 17 * r);
      const state = rows.map((_, r) => [5, 20 + r, 0, 0]);
      const { tokens } = await sampleOnGpu({ logits: rows, uids, state, run: { temperature: 0.8 }, shape });
      rows.forEach((row, r) => {
        const stream = { seed: RUN.seed, uid: uids[r], position: 21 + r };
        expect(tokens[r], `vocabulary ${vocab} row ${r}`).toBe(draw(row, { temperature: 0.8 }, stream));
      });
    }
  });

  it('do not depend on slot, batch or neighbours', async () => {
    const rows = Array.from({ length: 23 }, (_, r) => normals(61, r, 2));
    const order = new Random(3, 'order').shuffle(rows.map((_, r) => r));
    const straight = await sampleOnGpu({ logits: rows, uids: rows.map((_, r) => 50 + r) });
    const uids = new Array(23).fill(0);
    order.forEach((slot, r) => {
      uids[slot] = 50 + r;
    });
    const shuffled = await sampleOnGpu({ logits: rows, uids, work: order.map((slot, r) => [r, slot]) });
    const alone = await sampleOnGpu({ logits: [rows[8]], uids: [58] });
    order.forEach((slot, r) => {
      expect(shuffled.tokens[slot]).toBe(straight.tokens[r]);
      expect(shuffled.log_probs[slot]).toBe(straight.log_probs[r]);
    });
    expect([alone.tokens[0], alone.log_probs[0]]).toEqual([straight.tokens[8], straight.log_probs[8]]);
  });

  it('never come from the tail that is not sampleable, nor from −∞', async () => {
    const row = [1, -Infinity, 2, -Infinity, 1, 30, 30, 30];
    for (const run of [{}, { top_k: 6 }, { top_p: 0.95 }, { temperature: 0 }]) {
      const { tokens } = await sampleOnGpu({ logits: [row], work: work.slice(0, 2000), run, sampleable: 5 });
      const seen = [...new Set(tokens)].sort();
      expect(seen).toEqual(run.temperature === 0 ? [2] : [0, 2, 4]);
    }
  });
});

describe.each(SHAPES)('truncation, %s', (_, shape) => {
  /** The tokens that many draws show. */
  async function keptOnGpu(logits: readonly number[] | Float32Array, run: Partial<SamplerRun>): Promise<number[]> {
    // Enough for every kept token of these short rows to be seen; what is not kept must never be.
    const n = 300;
    const work = Array.from({ length: n }, (_, i): [number, number] => [0, i]);
    const { tokens } = await sampleOnGpu({ logits: [logits], work, run, shape });
    return [...new Set(tokens)].sort((a, b) => a - b);
  }

  const flat = Float32Array.from({ length: 13 }, (_, j) => ((j * 5) % 13) / 10);
  const ties = [1, 2, 2, 0, 2, 1, 2, 1, 0];
  it.each<[string, readonly number[] | Float32Array, Partial<SamplerRun>]>([
    ['top_k 1', flat, { top_k: 1 }],
    ['top_k 5', flat, { top_k: 5 }],
    ['top_k 12', flat, { top_k: 12 }],
    ['top_k above the vocabulary', flat, { top_k: 40 }],
    ['top_p 0.001', flat, { top_p: 0.001 }],
    ['top_p 0.5', flat, { top_p: 0.5 }],
    ['top_p 0.93', flat, { top_p: 0.93 }],
    ['min_p 0.7', flat, { min_p: 0.7 }],
    ['all three', flat, { top_k: 9, top_p: 0.7, min_p: 0.6, temperature: 0.8 }],
    ['top_k among ties', ties, { top_k: 2 }],
    ['top_k after ties', ties, { top_k: 6 }],
    ['top_p among ties', ties, { top_p: 0.3 }],
    ['top_k of equal logits', new Array(9).fill(-3), { top_k: 4 }],
    ['top_p of equal logits', new Array(8).fill(0), { top_p: 0.49 }],
    ['zeros of both signs', [0, -0, 0, -0, -1], { top_k: 3 }],
    ['negative logits', [-5, -3.5, -4, -3.9, -4.2], { top_k: 3 }],
  ])('keeps the set of the sorted reference: %s', async (_name, logits, run) => {
    const expected = keptTokens(logits, { temperature: 1, ...run }).sort((a, b) => a - b);
    expect(await keptOnGpu(logits, run)).toEqual(expected);
  });

  it('reports both log-probs, and draws what the reference draws', async () => {
    const rows = Array.from({ length: 40 }, (_, r) => normals(301, r, 2));
    const run = { temperature: 0.9, top_k: 50, top_p: 0.9, min_p: 0.01 };
    const { tokens, log_probs, truncated } = await sampleOnGpu({ logits: rows, run, shape });
    rows.forEach((row, r) => {
      expect(tokens[r]).toBe(draw(row, run, { seed: RUN.seed, uid: r, position: 1 }));
      const full = Math.log(distribution(row, { temperature: 0.9 })[tokens[r]]);
      const kept = Math.log(distribution(row, run)[tokens[r]]);
      expect(Math.abs(log_probs[r] - full)).toBeLessThan(1e-5);
      expect(Math.abs(truncated[r] - kept)).toBeLessThan(1e-5);
    });
  });
});

describe.each(SHAPES)('one step, %s', (_, shape) => {
  it('greedy takes the likeliest, the lowest id among equals', async () => {
    const rows = [
      [1, 5, 5, 2],
      [-1e4, -1e4, -1e4, -1e4],
      [0, 1, 2, 1e4],
      [3, -Infinity, 3, 4],
    ];
    const { tokens, log_probs } = await sampleOnGpu({ logits: rows, run: { temperature: 0 }, shape });
    expect([...tokens]).toEqual([1, 0, 3, 3]);
    expect(log_probs[1]).toBeCloseTo(-Math.log(4), 6);
    expect(log_probs[2]).toBe(0);
  });

  it('extreme logits stay exact', async () => {
    const rows = [
      [1e4, -1e4, 1e4, -1e4, -1e4],
      [-1e4, -1e4, -9999, -1e4, -1e4],
      [-Infinity, -Infinity, 7, -Infinity, -Infinity],
    ];
    const work = Array.from({ length: 300 }, (_, i): [number, number] => [i % 3, i]);
    const { tokens, log_probs } = await sampleOnGpu({ logits: rows, work, shape });
    tokens.forEach((token, i) => {
      const expected = Math.log(distribution(rows[i % 3], { temperature: 1 })[token]);
      expect(Math.abs(log_probs[i] - expected)).toBeLessThan(1e-6);
      if (i % 3 === 0) expect([0, 2]).toContain(token);
      if (i % 3 === 2) expect(token).toBe(2);
    });
  });

  it('moves the state on, ends at end tokens and at the longest length, and leaves finished slots alone', async () => {
    const capacity = 4;
    const one = (token: number) => Array.from({ length: 6 }, (_, j) => (j === token ? 50 : 0));
    const result = await sampleOnGpu({
      logits: [one(1), one(2), one(3)],
      work: [
        [2, 0],
        [0, 3],
        [1, 1],
        [0, 4],
      ],
      uids: [10, 11, 12, 13, 14],
      state: [
        [9, 4, 0, 0],
        [9, 8, 1, 0],
        [9, 5, 1, 0],
        [9, 6, 2, 0],
        [9, 7, 1, 1],
      ],
      run: { end_tokens: [5, 3], max_completion_length: 3 },
      capacity,
      shape,
    });
    expect(result.state).toEqual([
      [3, 5, 1, 1],
      [2, 9, 2, 0],
      [9, 5, 1, 0],
      [1, 7, 3, 1],
      [9, 7, 1, 1],
    ]);
    const rows = Array.from({ length: 5 }, (_, i) => [...result.tokens.subarray(i * capacity, (i + 1) * capacity)]);
    expect(rows).toEqual([
      [3, 99, 99, 99],
      [99, 2, 99, 99],
      [99, 99, 99, 99],
      [99, 99, 1, 99],
      [99, 99, 99, 99],
    ]);
    expect([...result.log_probs].map((value) => value === 99)).toEqual(rows.flat().map((token) => token === 99));
  });

  it('repeats until every slot is done and never writes past the capacity', async () => {
    const logits = [new Array(7).fill(0), new Array(7).fill(0)];
    const result = await sampleOnGpu({ logits, capacity: 5, run: { max_completion_length: 50 }, repeat: 9, shape });
    expect(result.state.map(([, position, generated]) => [position, generated])).toEqual([
      [5, 5],
      [5, 5],
    ]);
    for (let position = 1; position <= 5; position++) {
      const expected = [0, 1].map((uid) => draw(logits[uid], RUN, { seed: RUN.seed, uid, position }));
      expect([result.tokens[position - 1], result.tokens[4 + position]]).toEqual(expected);
    }
  });

  it('zero rows are nothing', async () => {
    const result = await sampleOnGpu({ logits: [[1, 2, 3]], work: [], uids: [1], shape });
    expect(result.state).toEqual([[0, 0, 0, 0]]);
  });

  it('the log-prob is bit for bit that of the loss', async () => {
    const { gpu } = context;
    const options = policyLossOptions({ loss_type: 'gppo', temperature: 0.7 });
    for (const vocab of [5, 304, 1021]) {
      const n = 50;
      const rows = Array.from({ length: n }, (_, r) => normals(vocab, r, 3));
      for (const run of [{ temperature: 0.7 }, { temperature: 0.7, top_k: 4 }]) {
        const { tokens, log_probs } = await sampleOnGpu({ logits: rows, run, shape });
        const stride = Math.ceil(vocab / 4) * 4;
        const values = new Float32Array(n * stride);
        rows.forEach((row, r) => {
          values.set(row, r * stride);
        });
        const t = {
          logits: gpu.tensorFrom('logits', [n, stride], values),
          targets: gpu.tensorFrom('targets', [n], tokens, 'u32'),
          tokens: gpu.tensorFrom(
            'tokens',
            [n, 8],
            packTokens(rows.map((_, r) => ({ old_log_prob: log_probs[r], advantage: 1, policy_weight: 1 }))),
          ),
          results: gpu.tensor('results', [n, 8]),
          pairs: gpu.tensor('pairs', [n, 2]),
        };
        await runOnce(gpu, (plan) => {
          const sizes = { rows: n, vocab, stride, shape };
          const { logits, targets, pairs } = t;
          logProbs(plan, { logits, targets, results: pairs }, { ...sizes, temperature: 0.7 });
          const { tokens, results } = t;
          const loss = { ...sizes, options: policyLossUniforms(options), write_gradient: true };
          policyLoss(plan, { logits, targets, tokens, results }, loss);
        });
        const [results, pairs] = (await gpu.read(t.results, t.pairs)) as Float32Array[];
        for (let r = 0; r < n; r++) {
          expect(results[8 * r]).toBe(log_probs[r]);
          expect(pairs[2 * r]).toBe(log_probs[r]);
          // The ratio of the first update is exactly 1.
          expect(results[8 * r + 2]).toBe(1);
        }
        gpu.free(t.logits, t.targets, t.tokens, t.results, t.pairs);
      }
    }
  });
});

describe('bad options', () => {
  it.each<[string, Partial<SamplerRun>]>([
    ['temperature', { temperature: -1 }],
    ['temperature', { temperature: NaN }],
    ['top_k', { top_k: 2.5 }],
    ['top_k', { top_k: -1 }],
    ['top_p', { top_p: 0 }],
    ['top_p', { top_p: 1.1 }],
    ['min_p', { min_p: 2 }],
    ['end tokens', { end_tokens: [1, 2, 3, 4, 5] }],
  ])('%s: %j', (name, run) => {
    expect(() => samplerUniforms({ ...RUN, ...run })).toThrow(InputError);
    expect(() => samplerUniforms({ ...RUN, ...run })).toThrow(name);
  });

  it('truncation needs a place for the truncated log-probs', async () => {
    const { gpu } = context;
    const plan = new Plan(gpu, 'test');
    const t = {
      logits: gpu.tensor('logits', [1, 4]),
      work: gpu.tensor('work', [1, 2], 'u32'),
      uids: gpu.tensor('uids', [1], 'u32'),
      state: gpu.tensor('state', [1, 4], 'u32'),
      tokens: gpu.tensor('tokens', [1, 1], 'u32'),
      log_probs: gpu.tensor('log-probs', [1, 1]),
    };
    sample(plan, t, { rows: 1, vocab: 4, stride: 4, options: samplerUniforms({ ...RUN, top_k: 2 }) });
    await plan.seal();
    expect(() => plan.run()).toThrow('truncate');
    plan.destroy();
    gpu.free(...Object.values(t));
  });
});
