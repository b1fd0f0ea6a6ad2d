/** Checks of matrix products, and of SwiGLU, which rides on them. */
import { type GemmLayout, matmul, matmulSwiglu } from '../matmul';
import * as matmulReference from '../matmul/reference';
import { swigluBackward } from '../swiglu';
import * as swigluReference from '../swiglu/reference';
import type { TestBench } from './test-bench';

export function checkMatmul(bench: TestBench, layout: GemmLayout): Promise<number> {
  const [m, n, k] = [37, 52, 44];
  const [lda, ldb, ldc] = [layout === 'tn' ? 40 : k, layout === 'nt' ? k : n, n];
  const [aValues, bValues] = [
    bench.normals((layout === 'tn' ? k : m) * lda),
    bench.normals((layout === 'nt' ? n : k) * ldb),
  ];
  const { c: product } = matmulReference.matmul(aValues, bValues, { layout, m, n, k, lda, ldb });
  const [a, b, c] = [bench.put(aValues), bench.put(bValues), bench.zeros(m, ldc)];
  return bench.compare((plan) => matmul(plan, { a, b, c }, { layout, m, n, k, lda, ldb, ldc }), [c, product]);
}

export function checkSwigluForward(bench: TestBench): Promise<number> {
  const [m, f, k] = [21, 24, 36];
  const [aValues, bValues] = [bench.normals(m * k), bench.normals(k * 2 * f)];
  const sizes = { layout: 'nn', m, n: 2 * f, k, lda: k, ldb: 2 * f } as const;
  const { c: gateUpValues } = matmulReference.matmul(aValues, bValues, sizes);
  const [a, b, h, gateUp] = [bench.put(aValues), bench.put(bValues), bench.zeros(m, f), bench.zeros(m, 2 * f)];
  return bench.compare(
    (plan) => matmulSwiglu(plan, { a, b, h, gateUp }, { m, f, k }),
    [gateUp, gateUpValues],
    [h, swigluReference.swiglu(gateUpValues, f)],
  );
}

export function checkSwigluBackward(bench: TestBench): Promise<number> {
  const [rows, width] = [19, 28];
  const [pairs, gradient] = [bench.normals(rows * 2 * width), bench.normals(rows * width)];
  const [gateUp, dh, dgateUp] = [bench.put(pairs), bench.put(gradient), bench.zeros(rows, 2 * width)];
  return bench.compare(
    (plan) => swigluBackward(plan, { gateUp, dh, dgateUp }, { rows, width }),
    [dgateUp, swigluReference.swigluBackward(pairs, gradient, width)],
  );
}
