/** The speed of the kernels on shapes of a small transformer, on random values: speed does not depend on them. */
import { Random } from '../../common/random';
import { attentionBackward, attentionForward, type Heads, packedWidth, packSequences } from '../../kernels/attention';
import type { Gpu } from '../../kernels/device/gpu';
import { Plan } from '../../kernels/device/plan';
import { type GemmLayout, matmul, matmulSwiglu } from '../../kernels/matmul';
import { bestSeconds } from '../../kernels/peak';

export interface BenchLine {
  name: string;
  shape: string;
  ms: number;
  gflops: number;
  tokens_per_second?: number;
}

export function toBenchLine(name: string, shape: string, seconds: number, flops: number, tokens?: number): BenchLine {
  const line = { name, shape, ms: seconds * 1000, gflops: flops / seconds / 1e9 };
  return tokens === undefined ? line : { ...line, tokens_per_second: tokens / seconds };
}

/** M, N, K of a small transformer's products: training and decoding. */
const MATMULS: [name: string, layout: GemmLayout | 'swiglu', m: number, n: number, k: number][] = [
  ['matmul q, k, v', 'nn', 4000, 192, 64],
  ['matmul q, k, v, decoding', 'nn', 64, 192, 64],
  ['matmul gate, up with SwiGLU', 'swiglu', 4000, 176, 64],
  ['matmul down', 'nn', 4000, 64, 176],
  ['matmul logits', 'nt', 4000, 320, 64],
  ['matmul gradient of the input', 'nt', 4000, 64, 192],
  ['matmul gradient of the weights', 'tn', 64, 192, 4000],
  ['matmul of a larger model', 'nn', 1024, 512, 512],
];

/** Matrix products; a shape is M × N × K. */
export async function matmulRows(gpu: Gpu): Promise<BenchLine[]> {
  const rows: BenchLine[] = [];
  for (const [name, layout, m, n, k] of MATMULS) {
    const columns = layout === 'swiglu' ? 2 * n : n;
    const a = gpu.tensor('a', [m, k]);
    const b = gpu.tensor('b', [k, columns]);
    const c = gpu.tensor('c', [m, columns]);
    const h = gpu.tensor('h', [m, n]);
    const plan = new Plan(gpu, name);
    if (layout === 'swiglu') matmulSwiglu(plan, { a, b, h, gateUp: c }, { m, f: n, k });
    else matmul(plan, { a, b, c }, { layout, m, n, k });
    const seconds = await bestSeconds(plan);
    gpu.free(a, b, c, h);
    rows.push(toBenchLine(name, `${m} × ${columns} × ${k}`, seconds, 2 * m * columns * k));
  }
  return rows;
}

/** Packed causal attention as training runs it. A pair of rows costs 4·headDim FLOPs forward, 2.5 times that backward. */
export async function attentionRows(gpu: Gpu): Promise<BenchLine[]> {
  const heads: Heads = { heads: 4, kvHeads: 4, headDim: 16 };
  const [sequences, length] = [64, 64];
  const packing = packSequences(new Array(sequences).fill(length));
  const { rows } = packing;
  const width = heads.heads * heads.headDim;
  const random = new Random(0, 'bench');
  const qkv = gpu.tensorFrom(
    'qkv',
    [rows, packedWidth(heads)],
    Float32Array.from({ length: rows * packedWidth(heads) }, () => random.normal()),
  );
  const tensors = {
    qkv,
    spans: gpu.tensorFrom('spans', [rows, 2], packing.spans, 'u32'),
    ends: gpu.tensorFrom('ends', [rows], packing.ends, 'u32'),
    o: gpu.tensor('o', [rows, width]),
    lse: gpu.tensor('lse', [rows, heads.heads]),
    dO: gpu.tensor('dO', [rows, width]),
    delta: gpu.tensor('delta', [rows, heads.heads]),
    dqkv: gpu.tensor('dqkv', [rows, packedWidth(heads)]),
  };
  const { spans, o, lse } = tensors;
  const forward = new Plan(gpu, 'attention');
  attentionForward(forward, { q: qkv, kv: qkv, spans, o, lse }, { rows, keys: 'packed', ...heads });
  const backward = new Plan(gpu, 'attention backward');
  attentionBackward(backward, tensors, { rows, ...heads });
  const flops = ((sequences * length * (length + 1)) / 2) * heads.heads * 4 * heads.headDim;
  const shape = `${sequences} × ${length}, ${heads.heads} heads of ${heads.headDim}`;
  const lines = [
    toBenchLine('attention', shape, await bestSeconds(forward), flops),
    toBenchLine('attention backward', shape, await bestSeconds(backward), 2.5 * flops),
  ];
  gpu.free(...Object.values(tensors));
  return lines;
}
