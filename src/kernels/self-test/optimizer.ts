/** Check of AdamW, with its clip by the global norm. */
import { adamwStep, createClip, globalNorm } from '../adamw';
import * as adamwReference from '../adamw/reference';
import type { TestBench } from './test-bench';

export function checkAdamW(bench: TestBench): Promise<number> {
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
  bench.own(clip.result);
  bench.own(clip.partials);
  return bench.compare(
    (plan) => {
      globalNorm(plan, { gradients: [gradients], clip }, { maxGradNorm: 1 });
      adamwStep(plan, { weights, gradients, m, v, clip, decayed }, step);
    },
    [weights, reference.weights],
    [m, reference.m],
    [v, reference.v],
  );
}
