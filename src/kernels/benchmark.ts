/** The speed of the kernels on representative shapes, compared with the peak of the adapter. */
import type { Gpu } from './device/gpu';
import { Plan } from './device/plan';
import { type GemmLayout, matmul, matmulSwiglu } from './matmul';
import { bestSeconds, measurePeak } from './peak';

interface BenchRow {
  name: string;
  /** M × N × K. */
  shape: string;
  ms: number;
  gflops: number;
  /** Share of the multiply-adds per second that a kernel doing nothing else reaches on this adapter. */
  share_of_peak: number;
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

export async function benchKernels(gpu: Gpu): Promise<BenchRow[]> {
  const { flops: peak } = await measurePeak(gpu);
  const rows: BenchRow[] = [];
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
    const flops = (2 * m * columns * k) / seconds;
    const shape = `${m} × ${columns} × ${k}`;
    rows.push({ name, shape, ms: seconds * 1000, gflops: flops / 1e9, share_of_peak: flops / peak });
  }
  return rows;
}
