/**
 * Writes the WGSL of attention for one shape of heads, its registers named and unrolled.
 *
 * A thread owns a row and a few query heads that share a key head, so that a loaded key serves all of them; the threads of
 * a workgroup are neighbouring rows of the same heads, which mostly read the same keys. There are no barriers. Keys are
 * walked in ascending order, in blocks counted from the first, so a row's result depends on nothing but its own keys.
 *
 * On a large GPU with long sequences, staging tiles of keys in workgroup memory for a tile of queries would read less.
 */
import type { Heads } from './heads';

export interface Variant extends Heads {
  /** Threads in a workgroup. */
  threads: number;
  /** Query heads of a thread; divides heads / kvHeads. */
  shared: number;
  /** Keys of a step of the online softmax. */
  block: number;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Lines for every i < n. */
const each = (n: number, line: (i: number) => string): string => range(n).map(line).join('\n');

/** Σ a·b over the quads of a head, four partial sums side by side. */
function dot(name: string, a: (j: number) => string, b: (j: number) => string, quads: number): string {
  const products = range(quads)
    .slice(1)
    .reduce((sum, j) => `fma(${a(j)}, ${b(j)}, ${sum})`, `${a(0)} * ${b(0)}`);
  return `let ${name}_quad = ${products};
let ${name} = (${name}_quad.x + ${name}_quad.y) + (${name}_quad.z + ${name}_quad.w);`;
}

/** Constants, and which row and heads a thread owns. */
function frame({ heads, kvHeads, headDim, threads, shared }: Variant, perKeyHead: boolean, body: string): string {
  const parts = perKeyHead ? kvHeads : heads / shared;
  return `
const QUADS = ${headDim / 4}u;
const Q_HEADS = ${heads}u;
const KV_HEADS = ${kvHeads}u;
const GROUP = ${heads / kvHeads}u;
const PARTS = ${parts}u;
const SCALE = ${1 / Math.sqrt(headDim)};

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * count.x + id.x;
  let row = group / PARTS * ${threads}u + lane;
  if (row >= params.rows) {
    return;
  }
  ${perKeyHead ? 'let kv_head = group % PARTS;' : `let head = group % PARTS * ${shared}u;\nlet kv_head = head / GROUP;`}
${body}
}
`;
}

/** o = softmax(q·kᵀ/√headDim)·v and its log-sum-exp (Milakov & Gimelshein 2018; Dao et al. 2022). */
export function generateForward(variant: Variant): string {
  const { headDim, shared, block } = variant;
  const quads = headDim / 4;
  const perHead = (line: (h: number) => string) => each(shared, line);
  return `// Attention forward. Strides and offsets count vec4s. A row without keys gives zeros.
struct Params {
  rows: u32,
  q_stride: u32,
  kv_stride: u32,
  k_offset: u32,
  v_offset: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<vec4f>;
@group(0) @binding(2) var<storage, read> kv: array<vec4f>;
@group(0) @binding(3) var<storage, read> spans: array<vec2u>; // first key, keys
@group(0) @binding(4) var<storage, read_write> o: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>;
${frame(
  variant,
  false,
  `
let q_at = row * params.q_stride + head * QUADS;
let o_at = (row * Q_HEADS + head) * QUADS;
let lse_at = row * Q_HEADS + head;
let keys = spans[row].y;
if (keys == 0u) {
${perHead((h) => `${each(quads, (j) => `o[o_at + ${h * quads + j}u] = vec4f();`)}\nlse[lse_at + ${h}u] = 0.0;`)}
return;
}
let first = spans[row].x * params.kv_stride + kv_head * QUADS;
${perHead(
  (h) => `${each(quads, (j) => `let q${h}_${j} = q[q_at + ${h * quads + j}u] * SCALE;\nvar o${h}_${j} = vec4f();`)}
var max${h} = -1e38;
var sum${h} = 0.0;`,
)}
let blocks = (keys + ${block - 1}u) / ${block}u;
for (var i = 0u; i < blocks; i++) {
${each(block, (b) => {
  const key = block === 1 ? 'i' : `min(i * ${block}u + ${b}u, keys - 1u)`;
  return `let at${b} = first + ${key} * params.kv_stride;
${each(quads, (j) => `let k${b}_${j} = kv[at${b} + params.k_offset + ${j}u];`)}
${perHead((h) =>
  dot(
    `s${h}_${b}`,
    (j) => `q${h}_${j}`,
    (j) => `k${b}_${j}`,
    quads,
  ),
)}`;
})}
${perHead((h) => {
  const top = range(block).reduce((m, b) => `max(${m}, s${h}_${b})`, `max${h}`);
  return `let top${h} = ${top};
let fade${h} = exp(max${h} - top${h});
max${h} = top${h};
${each(block, (b) => {
  const p = `exp(s${h}_${b} - top${h})`;
  return `let p${h}_${b} = ${b === 0 ? p : `select(0.0, ${p}, i * ${block}u + ${b}u < keys)`};`;
})}
sum${h} = fma(sum${h}, fade${h}, ${range(block)
    .map((b) => `p${h}_${b}`)
    .join(' + ')});
${each(quads, (j) => `o${h}_${j} *= fade${h};`)}`;
})}
${each(
  block,
  (b) => `${each(quads, (j) => `let v${b}_${j} = kv[at${b} + params.v_offset + ${j}u];`)}
${perHead((h) => each(quads, (j) => `o${h}_${j} = fma(vec4f(p${h}_${b}), v${b}_${j}, o${h}_${j});`))}`,
)}
}
${perHead(
  (h) => `let scale${h} = 1.0 / sum${h};
${each(quads, (j) => `o[o_at + ${h * quads + j}u] = o${h}_${j} * scale${h};`)}
lse[lse_at + ${h}u] = max${h} + log(sum${h});`,
)}
`,
)}`;
}
