/**
 * Writes the WGSL of attention for one shape of heads, its registers named and unrolled. Print one with
 * `console.log(generateForward({ heads: 4, kvHeads: 2, headDim: 16, threads: 64, shared: 2, block: 2, neighbours: 1, unrolled: true }))`.
 *
 * A thread owns a row and a few query heads that share a key head, so that a loaded key serves all of them; the threads of
 * a workgroup are neighbouring rows of the same heads, which mostly read the same keys. There are no barriers. Keys are
 * walked in ascending order, in blocks counted from the first, so a row's result depends on nothing but its own keys.
 *
 * On a large GPU with long sequences, staging tiles of keys in workgroup memory for a tile of queries would read less; and
 * with few rows, several threads per row would keep more of it busy.
 */
import type { Heads } from './heads';

export interface Variant extends Heads {
  /** Threads in a workgroup. */
  threads: number;
  /** Query heads of a thread; divides heads / kvHeads. */
  shared: number;
  /** Keys of a step of the online softmax. */
  block: number;
  /** Neighbouring rows of a thread in the backward: what one loads, which is mostly the same, serves all. */
  neighbours: number;
  /** A head's vectors in named registers; otherwise in arrays and loops, which compile faster where heads are wide. */
  unrolled: boolean;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Lines for every i < n. */
const each = (n: number, line: (i: number) => string): string => range(n).map(line).join('\n');

/** How the text speaks of vectors of headDim floats, as vec4s. */
class Vectors {
  readonly quads: number;

  constructor(private readonly variant: Variant) {
    this.quads = variant.headDim / 4;
  }

  /** The statement for every vec4 of a head; `quad` is its index. */
  each(statement: (quad: string) => string): string {
    if (this.variant.unrolled) return each(this.quads, (j) => statement(`${j}u`));
    return `for (var j = 0u; j < QUADS; j++) {\n${statement('j')}\n}`;
  }

  /** vec4 `quad` of a vector. */
  at(name: string, quad: string): string {
    return this.variant.unrolled ? `${name}_${quad.slice(0, -1)}` : `${name}[${quad}]`;
  }

  /** A vector of these values. */
  load(name: string, value: (quad: string) => string): string {
    if (this.variant.unrolled) return this.each((j) => `let ${this.at(name, j)} = ${value(j)};`);
    return `var ${name}: array<vec4f, QUADS>;\n${this.each((j) => `${this.at(name, j)} = ${value(j)};`)}`;
  }

  /** A vector of zeros to add to. */
  zero(name: string): string {
    if (this.variant.unrolled) return this.each((j) => `var ${this.at(name, j)} = vec4f();`);
    return `var ${name}: array<vec4f, QUADS>;`;
  }

  /** a · b: four partial sums side by side, then those. */
  dot(name: string, a: string, b: string): string {
    return `var ${name}_quad = vec4f();
${this.each((j) => `${name}_quad = fma(${this.at(a, j)}, ${this.at(b, j)}, ${name}_quad);`)}
let ${name} = (${name}_quad.x + ${name}_quad.y) + (${name}_quad.z + ${name}_quad.w);`;
  }

  /** y += factor · x. */
  add(y: string, factor: string, x: string): string {
    return this.each((j) => `${this.at(y, j)} = fma(vec4f(${factor}), ${this.at(x, j)}, ${this.at(y, j)});`);
  }
}

/** Constants, and which row and heads a thread owns: query heads, or one key head. */
function frame(
  { heads, kvHeads, headDim, threads, shared }: Variant,
  { owner, rows }: { owner: 'queries' | 'key'; rows: number },
  body: string,
): string {
  return `
const QUADS = ${headDim / 4}u;
const Q_HEADS = ${heads}u;
const KV_HEADS = ${kvHeads}u;
const GROUP = ${heads / kvHeads}u;
const PARTS = ${owner === 'key' ? kvHeads : heads / shared}u;
const SCALE = ${1 / Math.sqrt(headDim)};

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
let group = id.y * count.x + id.x;
let row = (group / PARTS * ${threads}u + lane) * ${rows}u;
if (row >= params.rows) {
return;
}
${owner === 'key' ? 'let kv_head = group % PARTS;' : `let head = group % PARTS * ${shared}u;\nlet kv_head = head / GROUP;`}
${body}
}
`;
}

/** o = softmax(q·kᵀ/√headDim)·v and its log-sum-exp, online (Milakov & Gimelshein 2018; Dao et al. 2022). */
export function generateForward(variant: Variant): string {
  const { shared, block } = variant;
  const vectors = new Vectors(variant);
  const perHead = (line: (h: number) => string) => each(shared, line);
  const main = `
let q_at = row * params.q_stride + head;
let o_at = row * Q_HEADS + head;
let keys = spans[row].y;
if (keys == 0u) {
${perHead((h) => `${vectors.each((j) => `o[o_at + ${h}u][${j}] = vec4f();`)}\nlse[o_at + ${h}u] = 0.0;`)}
return;
}
let first = spans[row].x * params.kv_stride + kv_head;
${perHead(
  (h) => `${vectors.load(`q${h}`, (j) => `q[q_at + ${h}u][${j}] * SCALE`)}
${vectors.zero(`o${h}`)}
var max${h} = -1e38;
var sum${h} = 0.0;`,
)}
let blocks = (keys + ${block - 1}u) / ${block}u;
for (var i = 0u; i < blocks; i++) {
${each(
  block,
  (b) => `let at${b} = first + min(i * ${block}u + ${b}u, keys - 1u) * params.kv_stride;
${vectors.load(`k${b}`, (j) => `kv[at${b} + params.k_offset][${j}]`)}
${perHead((h) => vectors.dot(`s${h}_${b}`, `q${h}`, `k${b}`))}`,
)}
${perHead((h) => {
  const scores = range(block).map((b) => `s${h}_${b}`);
  const weight = (b: number) => `exp(s${h}_${b} - top${h})`;
  return `let top${h} = ${scores.reduce((top, s) => `max(${top}, ${s})`, `max${h}`)};
let fade${h} = exp(max${h} - top${h});
max${h} = top${h};
let p${h}_0 = ${weight(0)};
${each(block - 1, (b) => `let p${h}_${b + 1} = select(0.0, ${weight(b + 1)}, i * ${block}u + ${b + 1}u < keys);`)}
sum${h} = fma(sum${h}, fade${h}, ${range(block)
    .map((b) => `p${h}_${b}`)
    .join(' + ')});
${vectors.each((j) => `${vectors.at(`o${h}`, j)} *= fade${h};`)}`;
})}
${each(
  block,
  (b) => `${vectors.load(`v${b}`, (j) => `kv[at${b} + params.v_offset][${j}]`)}
${perHead((h) => vectors.add(`o${h}`, `p${h}_${b}`, `v${b}`))}`,
)}
}
${perHead(
  (h) => `let scale${h} = 1.0 / sum${h};
${vectors.each((j) => `o[o_at + ${h}u][${j}] = ${vectors.at(`o${h}`, j)} * scale${h};`)}
lse[o_at + ${h}u] = max${h} + log(sum${h});`,
)}`;
  return `// Attention forward. Strides and offsets count heads. A row without keys gives zeros.
struct Params {
  rows: u32,
  q_stride: u32,
  kv_stride: u32,
  k_offset: u32,
  v_offset: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(2) var<storage, read> kv: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(3) var<storage, read> spans: array<vec2u>; // first key, keys
@group(0) @binding(4) var<storage, read_write> o: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
${frame(variant, { owner: 'queries', rows: 1 }, main)}`;
}

/** delta = Σ dO·o (Dao et al. 2022, appendix B.4) and dq. p is recomputed from lse: it is exp(score − lse). */
export function generateQueryBackward(variant: Variant): string {
  const { shared, neighbours } = variant;
  const vectors = new Vectors(variant);
  const perRow = (line: (i: number) => string) => each(neighbours, line);
  const perHead = (line: (id: string, i: number, h: number) => string) =>
    perRow((i) => each(shared, (h) => line(`${i}_${h}`, i, h)));
  const main = `
let stride = Q_HEADS + 2u * KV_HEADS;
let keys_at = Q_HEADS + kv_head;
var begin = 0xffffffffu;
var end = 0u;
${perRow(
  (i) => `let row${i} = min(row + ${i}u, params.rows - 1u);
let first${i} = spans[row${i}].x;
let keys${i} = spans[row${i}].y;
if (keys${i} > 0u) {
begin = min(begin, first${i});
end = max(end, first${i} + keys${i});
}`,
)}
${perHead(
  (id, i, h) => `let head${id} = row${i} * Q_HEADS + head + ${h}u;
let q_at${id} = row${i} * stride + head + ${h}u;
${vectors.load(`q${id}`, (j) => `qkv[q_at${id}][${j}] * SCALE`)}
${vectors.load(`dO${id}`, (j) => `dO[head${id}][${j}]`)}
${vectors.load(`o${id}`, (j) => `o[head${id}][${j}]`)}
${vectors.zero(`dq${id}`)}
${vectors.dot(`delta${id}`, `dO${id}`, `o${id}`)}
let lse${id} = lse[head${id}];`,
)}
for (var key = begin; key < end; key++) {
let k_at = key * stride + keys_at;
let v_at = k_at + KV_HEADS;
${vectors.load('k', (j) => `qkv[k_at][${j}]`)}
${vectors.load('v', (j) => `qkv[v_at][${j}]`)}
${perHead(
  (id, i) => `${vectors.dot(`s${id}`, `q${id}`, 'k')}
${vectors.dot(`dp${id}`, `dO${id}`, 'v')}
let p${id} = select(0.0, exp(s${id} - lse${id}), key - first${i} < keys${i});
let ds${id} = p${id} * (dp${id} - delta${id});
${vectors.add(`dq${id}`, `ds${id}`, 'k')}`,
)}
}
${perRow(
  (i) => `if (row + ${i}u < params.rows) {
${each(shared, (h) => {
  const id = `${i}_${h}`;
  return `delta[head${id}] = delta${id};
${vectors.each((j) => `dqkv[q_at${id}][${j}] = ${vectors.at(`dq${id}`, j)} * SCALE;`)}`;
})}
}`,
)}`;
  return `// Attention backward: delta and the gradient of q. A row without keys gives zeros. Strides count heads.
struct Params {
  rows: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(2) var<storage, read> spans: array<vec2u>; // first key, keys
@group(0) @binding(3) var<storage, read> o: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read> dO: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(6) var<storage, read_write> delta: array<f32>;
@group(0) @binding(7) var<storage, read_write> dqkv: array<array<vec4f, ${vectors.quads}>>;
${frame(variant, { owner: 'queries', rows: neighbours }, main)}`;
}

/** dk and dv: every key walks the rows that see it, in ascending order, and in each the query heads that share it. */
export function generateKeyBackward(variant: Variant): string {
  const { heads, kvHeads, shared, neighbours } = variant;
  const parts = heads / kvHeads / shared;
  const vectors = new Vectors(variant);
  const perRow = (line: (i: number) => string) => each(neighbours, line);
  const main = `
let stride = Q_HEADS + 2u * KV_HEADS;
let first_head = kv_head * GROUP;
var end = 0u;
${perRow(
  (i) => `let row${i} = min(row + ${i}u, params.rows - 1u);
let seen${i} = select(0u, ends[row${i}] - row${i}, row + ${i}u < params.rows);
end = max(end, row${i} + seen${i});
let k_at${i} = row${i} * stride + Q_HEADS + kv_head;
let v_at${i} = k_at${i} + KV_HEADS;
${vectors.load(`k${i}`, (j) => `qkv[k_at${i}][${j}] * SCALE`)}
${vectors.load(`v${i}`, (j) => `qkv[v_at${i}][${j}]`)}
${vectors.zero(`dk${i}`)}
${vectors.zero(`dv${i}`)}`,
)}
for (var r = row; r < end; r++) {
${parts === 1 ? 'let part = 0u;' : `for (var part = 0u; part < ${parts}u; part++) {`}
${each(
  shared,
  (h) => `let head${h} = first_head + part * ${shared}u + ${h}u;
let q_at${h} = r * stride + head${h};
let o_at${h} = r * Q_HEADS + head${h};
${vectors.load(`q${h}`, (j) => `qkv[q_at${h}][${j}]`)}
${vectors.load(`dO${h}`, (j) => `dO[o_at${h}][${j}]`)}
let lse${h} = lse[o_at${h}];
let delta${h} = delta[o_at${h}];
${perRow((i) => {
  const id = `${i}_${h}`;
  return `${vectors.dot(`s${id}`, `q${h}`, `k${i}`)}
${vectors.dot(`dp${id}`, `dO${h}`, `v${i}`)}
let p${id} = select(0.0, exp(s${id} - lse${h}), r - row${i} < seen${i});
let ds${id} = p${id} * (dp${id} - delta${h});
${vectors.add(`dv${i}`, `p${id}`, `dO${h}`)}
${vectors.add(`dk${i}`, `ds${id}`, `q${h}`)}`;
})}`,
)}
${parts === 1 ? '' : '}'}
}
${perRow(
  (i) => `if (row + ${i}u < params.rows) {
${vectors.each((j) => `dqkv[k_at${i}][${j}] = ${vectors.at(`dk${i}`, j)} * SCALE;`)}
${vectors.each((j) => `dqkv[v_at${i}][${j}] = ${vectors.at(`dv${i}`, j)};`)}
}`,
)}`;
  return `// Attention backward: the gradients of k and v. Strides count heads.
struct Params {
  rows: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(2) var<storage, read> ends: array<u32>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read> dO: array<array<vec4f, ${vectors.quads}>>;
@group(0) @binding(5) var<storage, read> delta: array<f32>;
@group(0) @binding(6) var<storage, read_write> dqkv: array<array<vec4f, ${vectors.quads}>>;
${frame(variant, { owner: 'key', rows: neighbours }, main)}`;
}
