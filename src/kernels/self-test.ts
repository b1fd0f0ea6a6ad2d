/**
 * Every kernel against its float64 reference on the adapter at hand, on small random inputs: what `kata doctor` prints. The
 * tests of each kernel look closer; this is what runs on a user's machine, where the driver may be new to us.
 */
import { Random } from '../common/random';
import { adamwStep, createClip, globalNorm } from './adamw';
import * as adamwReference from './adamw/reference';
import { attentionBackward, attentionForward, cacheWidth, type Heads, packedWidth, packSequences } from './attention';
import * as attentionReference from './attention/reference';
import { bradleyTerry, bradleyTerryBackward } from './bradley-terry';
import * as bradleyTerryReference from './bradley-terry/reference';
import { columnSum } from './column-sum';
import * as columnSumReference from './column-sum/reference';
import type { Gpu } from './device/gpu';
import { Plan } from './device/plan';
import type { DType, Tensor } from './device/tensor';
import { embeddingBackward, embeddingForward, sortTokens } from './embedding';
import * as embeddingReference from './embedding/reference';
import { type Form, matmul, matmulSwiglu } from './matmul';
import * as matmulReference from './matmul/reference';
import { logProbs, packTokens, policyLoss, policyLossOptions, uniformsOf, unpackResult } from './policy-loss';
import { lossRow, rowStatistics } from './policy-loss/reference';
import { rmsnormBackward, rmsnormForward } from './rmsnorm';
import * as rmsnormReference from './rmsnorm/reference';
import { copyPrompt, ropeAppend, ropeBackward, ropeExtend, ropeForward, ropeTable } from './rope';
import * as ropeReference from './rope/reference';
import { sample, samplerUniforms } from './sampler';
import { draw } from './sampler/reference';
import { swigluBackward } from './swiglu';
import * as swigluReference from './swiglu/reference';
import { valueHead, valueHeadBackward } from './value-head';
import * as valueHeadReference from './value-head/reference';

export interface CheckResult {
  name: string;
  passed: boolean;
  /** The greatest error, as a share of the greatest value of its reference; NaN counts as Infinity. */
  error: number;
  /** Why it could not be computed at all. */
  message?: string;
}

/** Most relative error that plain float32 may have on these small inputs. */
const TOLERANCE = 2e-5;

/** Runs every check, one after the other; a kernel that cannot run fails its check, not the others. */
export async function* selfTest(gpu: Gpu): AsyncGenerator<CheckResult> {
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      const error = await check(new Bench(gpu, name));
      yield { name, passed: error <= TOLERANCE, error };
    } catch (error) {
      yield { name, passed: false, error: Infinity, message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Tensors and plans of one check. */
class Bench {
  readonly #random: Random;

  constructor(
    readonly gpu: Gpu,
    name: string,
  ) {
    this.#random = new Random(1, 'self-test', name);
  }

  normals(n: number): Float32Array {
    return Float32Array.from({ length: n }, () => this.#random.normal());
  }

  integers(n: number, below: number): number[] {
    return Array.from({ length: n }, () => this.#random.int(0, below - 1));
  }

  /** A tensor with these values. */
  put(values: ArrayLike<number>, dtype: DType = 'f32', shape: readonly number[] = [values.length]): Tensor {
    return this.gpu.tensorFrom('self-test', shape, values, dtype);
  }

  /** A tensor of zeros. */
  zeros(...shape: number[]): Tensor {
    return this.gpu.tensor('self-test', shape);
  }

  /** Records, runs once, and gives the worst error of tensors against their references; frees what the check made. */
  async compare(
    tensors: Tensor[],
    record: (plan: Plan) => void,
    wanted: [Tensor, ArrayLike<number>][],
  ): Promise<number> {
    const plan = new Plan(this.gpu, 'self-test');
    record(plan);
    await plan.seal();
    plan.run();
    const got = await this.gpu.read(...wanted.map(([tensor]) => tensor));
    plan.destroy();
    this.gpu.free(...tensors);
    return Math.max(...wanted.map(([, reference], i) => worstError(got[i], reference)));
  }
}

/** max |actual − expected| / max |expected|; padding beyond the reference does not count. */
function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return worst / (scale || 1);
}

const LENGTHS = [1, 9, 70];
const HEADS: Heads = { heads: 4, kvHeads: 2, headDim: 16 };

const CHECKS: Record<string, (bench: Bench) => Promise<number>> = {
  'matmul A·B': (bench) => checkMatmul(bench, 'nn'),
  'matmul A·Bᵀ': (bench) => checkMatmul(bench, 'nt'),
  'matmul Aᵀ·B': (bench) => checkMatmul(bench, 'tn'),
  'matmul with SwiGLU': checkSwigluForward,
  'SwiGLU backward': checkSwigluBackward,
  'RMSNorm forward': checkNorm,
  'RMSNorm backward': checkNormBackward,
  'column sum': checkColumnSum,
  'embedding forward': checkEmbedding,
  'embedding backward': checkEmbeddingBackward,
  'RoPE forward': (bench) => checkRope(bench, 1),
  'RoPE backward': (bench) => checkRope(bench, -1),
  'RoPE of the next token': (bench) => checkAppend(bench, 'next'),
  'RoPE of more tokens': (bench) => checkAppend(bench, 'several'),
  'prompt to the cache': checkCopyPrompt,
  'attention forward': checkAttention,
  'attention backward': checkAttentionBackward,
  'attention over a cache': checkCachedAttention,
  'log-probs': checkLogProbs,
  'policy loss': checkPolicyLoss,
  'value head': checkValueHead,
  'Bradley-Terry': checkBradleyTerry,
  AdamW: checkAdamW,
  sampler: checkSampler,
};

function checkMatmul(bench: Bench, form: Form): Promise<number> {
  const [m, n, k] = [37, 52, 44];
  const [lda, ldb, ldc] = [form === 'tn' ? 40 : k, form === 'nt' ? k : n, n];
  const [aValues, bValues] = [
    bench.normals((form === 'tn' ? k : m) * lda),
    bench.normals((form === 'nt' ? n : k) * ldb),
  ];
  const { c: product } = matmulReference.matmul(aValues, bValues, { form, m, n, k, lda, ldb });
  const [a, b, c] = [bench.put(aValues), bench.put(bValues), bench.zeros(m, ldc)];
  return bench.compare([a, b, c], (plan) => matmul(plan, { a, b, c }, { form, m, n, k, lda, ldb, ldc }), [
    [c, product],
  ]);
}

function checkSwigluForward(bench: Bench): Promise<number> {
  const [m, f, k] = [21, 24, 36];
  const [aValues, bValues] = [bench.normals(m * k), bench.normals(k * 2 * f)];
  const sizes = { form: 'nn', m, n: 2 * f, k, lda: k, ldb: 2 * f } as const;
  const { c: gateUpValues } = matmulReference.matmul(aValues, bValues, sizes);
  const [a, b, h, gateUp] = [bench.put(aValues), bench.put(bValues), bench.zeros(m, f), bench.zeros(m, 2 * f)];
  return bench.compare([a, b, h, gateUp], (plan) => matmulSwiglu(plan, { a, b, h, gateUp }, { m, f, k }), [
    [gateUp, gateUpValues],
    [h, swigluReference.swiglu(gateUpValues, f)],
  ]);
}

function checkSwigluBackward(bench: Bench): Promise<number> {
  const [rows, width] = [19, 28];
  const [pairs, gradient] = [bench.normals(rows * 2 * width), bench.normals(rows * width)];
  const [gateUp, dh, dgateUp] = [bench.put(pairs), bench.put(gradient), bench.zeros(rows, 2 * width)];
  return bench.compare(
    [gateUp, dh, dgateUp],
    (plan) => swigluBackward(plan, { gateUp, dh, dgateUp }, { rows, width }),
    [[dgateUp, swigluReference.swigluBackward(pairs, gradient, width)]],
  );
}

const EPS = 1e-6;

function checkNorm(bench: Bench): Promise<number> {
  const [rows, width] = [23, 68];
  const [values, weights] = [bench.normals(rows * width), bench.normals(width)];
  const reference = rmsnormReference.rmsnorm(values, weights, EPS);
  const [x, weight, y, rstd] = [bench.put(values), bench.put(weights), bench.zeros(rows, width), bench.zeros(rows)];
  return bench.compare(
    [x, weight, y, rstd],
    (plan) => rmsnormForward(plan, { x, weight, y, rstd }, { rows, width, eps: EPS }),
    [
      [y, reference.y],
      [rstd, reference.rstd],
    ],
  );
}

function checkNormBackward(bench: Bench): Promise<number> {
  const [rows, width] = [23, 68];
  const [values, weights, gradient] = [bench.normals(rows * width), bench.normals(width), bench.normals(rows * width)];
  const reference = rmsnormReference.rmsnormBackward(values, weights, EPS, gradient);
  const [x, weight, dy] = [bench.put(values), bench.put(weights), bench.put(gradient)];
  const rstd = bench.put(rmsnormReference.rmsnorm(values, weights, EPS).rstd);
  const [dx, dweight] = [bench.zeros(rows, width), bench.zeros(width)];
  return bench.compare(
    [x, weight, dy, rstd, dx, dweight],
    (plan) => rmsnormBackward(plan, { x, weight, rstd, dy, dx, dweight }, { rows, width }),
    [
      [dx, reference.dx],
      [dweight, reference.dweight],
    ],
  );
}

function checkColumnSum(bench: Bench): Promise<number> {
  const [rows, width, stride] = [77, 20, 24];
  const values = bench.normals(rows * stride);
  const [x, out] = [bench.put(values), bench.zeros(width)];
  return bench.compare([x, out], (plan) => columnSum(plan, { x, out }, { rows, width, stride }), [
    [out, columnSumReference.columnSum(values, rows, width, stride)],
  ]);
}

function checkEmbedding(bench: Bench): Promise<number> {
  const [rows, vocabulary, width] = [41, 13, 20];
  const [ids, rowsOfTable] = [bench.integers(rows, vocabulary), bench.normals(vocabulary * width)];
  const [tokens, table, y] = [bench.put(ids, 'u32'), bench.put(rowsOfTable), bench.zeros(rows, width)];
  return bench.compare([tokens, table, y], (plan) => embeddingForward(plan, { tokens, table, y }, { rows, width }), [
    [y, embeddingReference.embedding(ids, rowsOfTable, width)],
  ]);
}

function checkEmbeddingBackward(bench: Bench): Promise<number> {
  const [rows, vocabulary, width] = [41, 13, 20];
  const [ids, gradient] = [bench.integers(rows, vocabulary), bench.normals(rows * width)];
  const sorted = sortTokens(ids, vocabulary);
  const [order, ranges] = [bench.put(sorted.order, 'u32'), bench.put(sorted.ranges, 'u32')];
  const [dy, dtable] = [bench.put(gradient), bench.zeros(vocabulary, width)];
  return bench.compare(
    [order, ranges, dy, dtable],
    (plan) => embeddingBackward(plan, { order, ranges, dy, dtable }, { distinct: sorted.distinct, width }),
    [[dtable, embeddingReference.embeddingBackward(ids, gradient, vocabulary, width)]],
  );
}

function checkRope(bench: Bench, direction: 1 | -1): Promise<number> {
  const { positions: places, rows } = packSequences(LENGTHS);
  const theta = 10_000;
  const values = bench.normals(rows * packedWidth(HEADS));
  const qkv = bench.put(values);
  const table = bench.put(ropeTable(HEADS.headDim, theta, Math.max(...LENGTHS)));
  const positions = bench.put(places, 'u32');
  const record = (plan: Plan) =>
    direction > 0
      ? ropeForward(plan, { qkv, table, positions }, { rows, ...HEADS })
      : ropeBackward(plan, { dqkv: qkv, table, positions }, { rows, ...HEADS });
  return bench.compare([qkv, table, positions], record, [
    [qkv, ropeReference.rope(values, places, { ...HEADS, theta }, direction)],
  ]);
}

/** New tokens of two slots: one each, or some at places of their own. */
function checkAppend(bench: Bench, form: 'next' | 'several'): Promise<number> {
  const [theta, maxLength, own] = [10_000, 8, form === 'next' ? [1, 0] : [1, 0, 1]];
  const places = own.map((_, row) => 5 - 2 * row);
  const sizes = { rows: own.length, maxLength, ...HEADS };
  const [width, kept] = [packedWidth(HEADS), HEADS.heads * HEADS.headDim];
  const values = bench.normals(own.length * width);
  const turned = ropeReference.rope(values, places, { ...HEADS, theta });
  const wantedQkv = Float64Array.from(values);
  const wantedCache = new Float64Array(2 * maxLength * cacheWidth(HEADS));
  own.forEach((slot, row) => {
    const from = turned.subarray(row * width, (row + 1) * width);
    wantedQkv.set(from.subarray(0, kept), row * width);
    wantedCache.set(from.subarray(kept), (slot * maxLength + places[row]) * cacheWidth(HEADS));
  });
  const tensors = {
    qkv: bench.put(values),
    cache: bench.zeros(2 * maxLength, cacheWidth(HEADS)),
    table: bench.put(ropeTable(HEADS.headDim, theta, maxLength)),
    slots: bench.put(own, 'u32'),
    spans: bench.put(new Array(2 * own.length).fill(0), 'u32'),
  };
  // By slot: (token, position, generated, done).
  const state = bench.put([0, places[1], 0, 0, 0, places[0], 0, 0], 'u32');
  const positions = bench.put(places, 'u32');
  return bench.compare(
    [...Object.values(tensors), state, positions],
    (plan) =>
      form === 'next'
        ? ropeAppend(plan, { ...tensors, state }, sizes)
        : ropeExtend(plan, { ...tensors, positions }, sizes),
    [
      [tensors.qkv, wantedQkv],
      [tensors.cache, wantedCache],
      [tensors.spans, own.flatMap((slot, row) => [slot * maxLength, places[row] + 1])],
    ],
  );
}

function checkCopyPrompt(bench: Bench): Promise<number> {
  const [maxLength, length, first, slot] = [8, 5, 2, 1];
  const [width, kept, cacheRow] = [packedWidth(HEADS), HEADS.heads * HEADS.headDim, cacheWidth(HEADS)];
  const values = bench.normals((first + length) * width);
  const wanted = new Float32Array(2 * maxLength * cacheRow);
  for (let row = 0; row < length; row++) {
    const from = (first + row) * width;
    wanted.set(values.subarray(from + kept, from + width), (slot * maxLength + row) * cacheRow);
  }
  const [qkv, cache] = [bench.put(values), bench.zeros(2 * maxLength, cacheRow)];
  const copies = bench.put([first, length, slot, 0], 'u32');
  return bench.compare(
    [qkv, cache, copies],
    (plan) => copyPrompt(plan, { qkv, cache, copies }, { copies: 1, maxLength, ...HEADS }),
    [[cache, wanted]],
  );
}

function checkAttention(bench: Bench): Promise<number> {
  const { rows, spans: keys } = packSequences(LENGTHS);
  const values = bench.normals(rows * packedWidth(HEADS));
  const reference = attentionReference.attention(values, keys, HEADS);
  const [qkv, spans] = [bench.put(values), bench.put(keys, 'u32')];
  const [o, lse] = [bench.zeros(rows, HEADS.heads * HEADS.headDim), bench.zeros(rows, HEADS.heads)];
  return bench.compare(
    [qkv, spans, o, lse],
    (plan) => attentionForward(plan, { q: qkv, kv: qkv, spans, o, lse }, { rows, keys: 'packed', ...HEADS }),
    [
      [o, reference.o],
      [lse, reference.lse],
    ],
  );
}

function checkAttentionBackward(bench: Bench): Promise<number> {
  const packing = packSequences(LENGTHS);
  const { rows } = packing;
  const width = HEADS.heads * HEADS.headDim;
  const [values, gradient] = [bench.normals(rows * packedWidth(HEADS)), bench.normals(rows * width)];
  const forward = attentionReference.attention(values, packing.spans, HEADS);
  const tensors = {
    qkv: bench.put(values),
    spans: bench.put(packing.spans, 'u32'),
    ends: bench.put(packing.ends, 'u32'),
    o: bench.put(forward.o),
    lse: bench.put(forward.lse),
    dO: bench.put(gradient),
    delta: bench.zeros(rows, HEADS.heads),
    dqkv: bench.zeros(rows, packedWidth(HEADS)),
  };
  return bench.compare(Object.values(tensors), (plan) => attentionBackward(plan, tensors, { rows, ...HEADS }), [
    [tensors.dqkv, attentionReference.attentionBackward(values, packing.spans, gradient, HEADS)],
  ]);
}

/** One query a sequence, its last row, over keys and values in the form of the cache. */
function checkCachedAttention(bench: Bench): Promise<number> {
  const { rows, spans } = packSequences(LENGTHS);
  const [width, kept] = [packedWidth(HEADS), cacheWidth(HEADS)];
  const values = bench.normals(rows * width);
  const lastRows = LENGTHS.map((_, s) => LENGTHS.slice(0, s + 1).reduce((a, b) => a + b, 0) - 1);
  const reference = attentionReference.attention(values, spans, HEADS);
  const outputs = HEADS.heads * HEADS.headDim;
  const q = bench.put(lastRows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
  const kv = bench.put(
    Float32Array.from({ length: rows * kept }, (_, i) => values[Math.floor(i / kept) * width + outputs + (i % kept)]),
  );
  const keys = bench.put(
    lastRows.flatMap((row) => [spans[2 * row], spans[2 * row + 1]]),
    'u32',
  );
  const [o, lse] = [bench.zeros(lastRows.length, outputs), bench.zeros(lastRows.length, HEADS.heads)];
  const sizes = { rows: lastRows.length, keys: 'cache', ...HEADS } as const;
  return bench.compare([q, kv, keys, o, lse], (plan) => attentionForward(plan, { q, kv, spans: keys, o, lse }, sizes), [
    [o, lastRows.flatMap((row) => [...reference.o.subarray(row * outputs, (row + 1) * outputs)])],
  ]);
}

const VOCAB = 33;
const STRIDE = 36;

/** Rows of logits for the kernels over them: [rows, STRIDE]. */
function logitRows(bench: Bench, rows: number): { values: Float32Array; row: (r: number) => Float32Array } {
  const values = bench.normals(rows * STRIDE);
  return { values, row: (r) => values.subarray(r * STRIDE, r * STRIDE + VOCAB) };
}

function checkLogProbs(bench: Bench): Promise<number> {
  const rows = 9;
  const temperature = 0.7;
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, VOCAB);
  const [logits, targets, results] = [bench.put(values), bench.put(ids, 'u32'), bench.zeros(rows, 2)];
  const reference = ids.flatMap((id, r) => {
    const { log_probs, entropy } = rowStatistics(row(r), temperature);
    return [log_probs[id], entropy];
  });
  return bench.compare(
    [logits, targets, results],
    (plan) => logProbs(plan, { logits, targets, results }, { rows, vocab: VOCAB, stride: STRIDE, temperature }),
    [[results, reference]],
  );
}

async function checkPolicyLoss(bench: Bench): Promise<number> {
  const rows = 9;
  const loss_type = 'gppo';
  const options = policyLossOptions({
    loss_type,
    temperature: 0.8,
    beta: 0.1,
    entropy_coef: 0.05,
    nll_alpha: 0.1,
    delta: 3,
  });
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, VOCAB);
  const given = ids.map((id, r) => {
    const log_prob = rowStatistics(row(r), options.temperature).log_probs[id];
    const [old_log_prob, ref_log_prob, advantage] = [log_prob + 0.3, log_prob - 0.2, r % 2 ? 1.5 : -0.5].map(
      Math.fround,
    );
    const weights = { policy_weight: 0.5, kl_weight: 0.5, entropy_weight: 0.5, nll_weight: 0.25 };
    return { old_log_prob, ref_log_prob, advantage, ...weights, sequence_log_ratio: 0 };
  });
  const reference = given.map((token, r) => lossRow(row(r), ids[r], token, options));
  const logits = bench.put(values);
  const [targets, tokens] = [bench.put(ids, 'u32'), bench.put(packTokens(given))];
  const results = bench.zeros(rows, 8);
  const plan = new Plan(bench.gpu, 'self-test');
  const sizes = { rows, vocab: VOCAB, stride: STRIDE, options: uniformsOf(options), write_gradient: true };
  policyLoss(plan, { logits, targets, tokens, results }, sizes);
  await plan.seal();
  plan.run();
  const [gradient, numbers] = (await bench.gpu.read(logits, results)) as Float32Array[];
  plan.destroy();
  bench.gpu.free(logits, targets, tokens, results);
  const totals = reference.map((_, r) => unpackResult(numbers, r).total);
  return Math.max(
    worstError(
      totals,
      reference.map(({ total }) => total),
    ),
    ...reference.map(({ dlogits }, r) => worstError(gradient.subarray(r * STRIDE), dlogits)),
  );
}

function checkValueHead(bench: Bench): Promise<number> {
  const [width, ends] = [20, [1, 4, 9]];
  const sequences = ends.length;
  const last = ends.map((end) => end - 1);
  const [values, head, gradient] = [bench.normals(10 * width), bench.normals(width), bench.normals(sequences)];
  const reference = valueHeadReference.valueHeadBackward(values, last, head, gradient);
  const t = {
    x: bench.put(values),
    last: bench.put(last, 'u32'),
    weight: bench.put(head),
    scores: bench.zeros(sequences),
    dscores: bench.put(gradient),
    dx: bench.zeros(10, width),
    dweight: bench.zeros(width),
  };
  const { scores, dscores, dx, dweight, ...given } = t;
  return bench.compare(
    Object.values(t),
    (plan) => {
      valueHead(plan, { ...given, scores }, { sequences, width });
      valueHeadBackward(plan, { ...given, dscores, dx, dweight }, { sequences, width });
    },
    [
      [scores, valueHeadReference.valueHead(values, last, head)],
      [dx, reference.dx],
      [dweight, reference.dweight],
    ],
  );
}

function checkBradleyTerry(bench: Bench): Promise<number> {
  const [sequences, weight] = [7, 0.25];
  const given = bench.normals(sequences);
  const chosen: [number, number][] = bench.integers(12, sequences).map((a, i) => [a, (a + 1 + (i % 5)) % sequences]);
  const expected = chosen.map(([c, r]) => bradleyTerryReference.pairResult(given[c], given[r]));
  const [scores, pairs] = [bench.put(given), bench.put(chosen.flat(), 'u32')];
  const [results, dscores] = [bench.zeros(chosen.length, 3), bench.zeros(sequences)];
  return bench.compare(
    [scores, pairs, results, dscores],
    (plan) => {
      bradleyTerry(plan, { scores, pairs, results }, { pairs: chosen.length });
      bradleyTerryBackward(plan, { pairs, results, dscores }, { sequences, pairs: chosen.length, weight });
    },
    [
      [results, expected.flatMap(({ margin, loss, slope }) => [margin, loss, slope])],
      [dscores, bradleyTerryReference.bradleyTerryBackward(given, chosen, weight)],
    ],
  );
}

function checkAdamW(bench: Bench): Promise<number> {
  const size = 100;
  const decayed = 64;
  const [weightValues, gradientValues] = [bench.normals(size), bench.normals(size)];
  const step = { learningRate: 0.01, step: 3, beta1: 0.9, beta2: 0.95, eps: 1e-8, weightDecay: 0.1 };
  const momentum = bench.normals(size).map((value) => 0.1 * value);
  const variance = bench.normals(size).map((value) => 0.01 * value * value);
  const reference = {
    weights: Float64Array.from(weightValues),
    m: Float64Array.from(momentum),
    v: Float64Array.from(variance),
  };
  const { scale } = adamwReference.globalNorm([gradientValues], 1);
  adamwReference.adamwStep(reference, gradientValues, { ...step, scale, decayed });
  const [weights, gradients] = [bench.put(weightValues), bench.put(gradientValues)];
  const [m, v] = [bench.put(momentum), bench.put(variance)];
  const clip = createClip(bench.gpu, [gradients]);
  return bench.compare(
    [weights, gradients, m, v, clip.result, clip.partials],
    (plan) => {
      globalNorm(plan, { gradients: [gradients], clip }, { maxGradNorm: 1 });
      adamwStep(plan, { weights, gradients, m, v, clip, decayed }, step);
    },
    [
      [weights, reference.weights],
      [m, reference.m],
      [v, reference.v],
    ],
  );
}

function checkSampler(bench: Bench): Promise<number> {
  const rows = 8;
  const run = { temperature: 0.9, seed: 5, end_tokens: [], max_completion_length: 4 };
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, 1000);
  const logits = bench.put(values);
  const work = bench.put(
    ids.flatMap((_, r) => [r, r]),
    'u32',
    [rows, 2],
  );
  const uids = bench.put(ids, 'u32');
  // The token to come has the position after that of the state.
  const state = bench.put(
    ids.flatMap((_, r) => [0, r, 0, 0]),
    'u32',
    [rows, 4],
  );
  const tokens = bench.put(new Array(rows).fill(0), 'u32', [rows, 1]);
  const log_probs = bench.zeros(rows, 1);
  const drawn = ids.map((uid, r) => draw(row(r), run, { seed: run.seed, uid, position: r + 1 }));
  const options = samplerUniforms(run);
  return bench.compare(
    [logits, work, uids, state, tokens, log_probs],
    (plan) =>
      sample(plan, { logits, work, uids, state, tokens, log_probs }, { rows, vocab: VOCAB, stride: STRIDE, options }),
    [
      [tokens, drawn],
      [log_probs, drawn.map((id, r) => rowStatistics(row(r), run.temperature).log_probs[id])],
    ],
  );
}
