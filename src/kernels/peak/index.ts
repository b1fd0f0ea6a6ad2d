/** The measured peak of an adapter: the yardstick for the speed of every other kernel. */
import type { Gpu } from '../device/gpu';
import { foldGrid, Plan } from '../device/plan';
import copy from './copy.wgsl?raw';
import fma from './fma.wgsl?raw';

/** Threads of a workgroup in both kernels. */
const THREADS = 64;
/** Multiply-adds of a thread in one step of fma.wgsl: 8 rounds of 8 vec4s. */
const FMAS_PER_STEP = 8 * 8 * 4;

interface Peak {
  /** Floating-point operations per second; a multiply-add counts as two. */
  flops: number;
  /** Bytes read plus bytes written per second, by a plain copy. */
  bytes_per_second: number;
}

/** Measures both peaks in well under a second per kernel on hardware, in about three seconds on a software adapter. */
export async function measurePeak(gpu: Gpu): Promise<Peak> {
  const { software } = gpu.info;
  return {
    flops: await measureFlops(gpu, software ? 256 : 2 ** 18),
    bytes_per_second: await measureCopy(gpu, software ? 2 ** 20 : 2 ** 22),
  };
}

async function measureFlops(gpu: Gpu, threads: number): Promise<number> {
  const steps = 1024;
  const y = gpu.tensor('peak result', [threads, 4]);
  const plan = new Plan(gpu, 'peak fma');
  plan.add({
    kernel: gpu.kernel('peak fma', fma),
    bind: { y },
    // A factor this small leaves the values finite, and no compiler knows it.
    uniforms: { steps, factor: 1e-6 },
    grid: [threads / THREADS],
  });
  const seconds = await bestSeconds(plan);
  gpu.free(y);
  return (2 * threads * steps * FMAS_PER_STEP) / seconds;
}

async function measureCopy(gpu: Gpu, quads: number): Promise<number> {
  const x = gpu.tensor('peak source', [quads, 4]);
  const y = gpu.tensor('peak copy', [quads, 4]);
  const plan = new Plan(gpu, 'peak copy');
  plan.add({
    kernel: gpu.kernel('peak copy', copy),
    bind: { x, y },
    uniforms: { quads },
    grid: foldGrid(quads, THREADS),
  });
  const seconds = await bestSeconds(plan);
  gpu.free(x, y);
  return (2 * 16 * quads) / seconds;
}

/**
 * Seconds of one run of a plan, which is destroyed after: the best of `rounds`, each long enough (`span` seconds) that
 * submitting and waiting hardly count. Wall clock, since timestamps are optional and coarse.
 */
export async function bestSeconds(plan: Plan, rounds = 5, span = 0.04): Promise<number> {
  const { gpu } = plan;
  const time = async (repeat: number) => {
    const start = performance.now();
    plan.run({}, repeat);
    await gpu.idle();
    return Math.max(1e-6, (performance.now() - start) / 1000 / repeat);
  };
  await plan.seal();
  // The first run warms up, the next ones find the number of repeats that fills the span.
  await time(1);
  let repeat = 1;
  let seconds = await time(repeat);
  while (seconds * repeat < span && repeat < 4096) {
    repeat = Math.min(4096, Math.max(2 * repeat, Math.ceil(span / seconds)));
    seconds = await time(repeat);
  }
  for (let round = 1; round < rounds; round++) seconds = Math.min(seconds, await time(repeat));
  plan.destroy();
  return seconds;
}
