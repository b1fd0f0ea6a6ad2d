/** Checks of RMSNorm, of rows and of heads, and of the sum of columns. */
import { packedWidth } from '../attention';
import { columnSum } from '../column-sum';
import * as columnSumReference from '../column-sum/reference';
import { headNormBackward, headNormForward } from '../head-norm';
import * as headNormReference from '../head-norm/reference';
import { rmsnormBackward, rmsnormForward } from '../rmsnorm';
import * as rmsnormReference from '../rmsnorm/reference';
import { HEADS, type TestBench } from './test-bench';

const EPS = 1e-6;

export function checkNorm(bench: TestBench): Promise<number> {
  const [rows, width] = [23, 68];
  const [values, weights] = [bench.normals(rows * width), bench.normals(width)];
  const reference = rmsnormReference.rmsnorm(values, weights, EPS);
  const [x, weight, y, rstd] = [bench.put(values), bench.put(weights), bench.zeros(rows, width), bench.zeros(rows)];
  return bench.compare(
    (plan) => rmsnormForward(plan, { x, weight, y, rstd }, { rows, width, eps: EPS }),
    [y, reference.y],
    [rstd, reference.rstd],
  );
}

export function checkNormBackward(bench: TestBench): Promise<number> {
  const [rows, width] = [23, 68];
  const [values, weights, gradient] = [bench.normals(rows * width), bench.normals(width), bench.normals(rows * width)];
  const reference = rmsnormReference.rmsnormBackward(values, weights, EPS, gradient);
  const [x, weight, dy] = [bench.put(values), bench.put(weights), bench.put(gradient)];
  const rstd = bench.put(rmsnormReference.rmsnorm(values, weights, EPS).rstd);
  const [dx, dweight] = [bench.zeros(rows, width), bench.zeros(width)];
  return bench.compare(
    (plan) => rmsnormBackward(plan, { x, weight, rstd, dy, dx, dweight }, { rows, width }),
    [dx, reference.dx],
    [dweight, reference.dweight],
  );
}

export function checkHeadNorm(bench: TestBench): Promise<number> {
  const rows = 9;
  const [width, normed] = [packedWidth(HEADS), HEADS.heads + HEADS.kvHeads];
  const [values, weights, gradient] = [
    bench.normals(rows * width),
    bench.normals(2 * HEADS.headDim),
    bench.normals(rows * width),
  ];
  const forward = headNormReference.headNorm(values, weights, HEADS, EPS);
  const backward = headNormReference.headNormBackward(values, weights, HEADS, EPS, gradient);
  const [x, weight, dy] = [bench.put(values), bench.put(weights), bench.put(gradient)];
  const [y, rstd] = [bench.zeros(rows, width), bench.zeros(rows, normed)];
  const [dx, dweight] = [bench.zeros(rows, width), bench.zeros(2 * HEADS.headDim)];
  return bench.compare(
    (plan) => {
      headNormForward(plan, { x, weight, y, rstd }, { rows, eps: EPS, ...HEADS });
      headNormBackward(plan, { x, weight, rstd, dy, dx, dweight }, { rows, ...HEADS });
    },
    [y, forward.y],
    [dx, backward.dx],
    [dweight, backward.dweight],
  );
}

export function checkColumnSum(bench: TestBench): Promise<number> {
  const [rows, width, stride] = [77, 20, 24];
  const values = bench.normals(rows * stride);
  const [x, out] = [bench.put(values), bench.zeros(width)];
  return bench.compare(
    (plan) => columnSum(plan, { x, out }, { rows, width, stride }),
    [out, columnSumReference.columnSum(values, rows, width, stride)],
  );
}
