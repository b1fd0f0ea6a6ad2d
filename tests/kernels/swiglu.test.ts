import { describe, expect, it } from 'vitest';
import { swigluBackward } from '../../src/kernels/swiglu';
import * as reference from '../../src/kernels/swiglu/reference';
import { expectClose, normals, runOnce, useGpu } from './testing';

const context = useGpu();

/** The kernels take other shapes on software adapters than on hardware; both must be right on either. */
const shapes = [{ software: true }, { software: false }];

/** The kernel's gradients, with padding of NaN in the inputs and a canary row after the output. */
async function backward(
  gateUp: Float32Array,
  dh: Float32Array,
  width: number,
  software: boolean,
): Promise<Float32Array> {
  const { gpu } = context;
  const rows = dh.length / width;
  const poisoned = (values: Float32Array, stride: number) => {
    const padded = new Float32Array((rows + 1) * stride).fill(Number.NaN);
    padded.set(values);
    return padded;
  };
  const t = {
    gateUp: gpu.tensorFrom('gateUp', [rows + 1, 2 * width], poisoned(gateUp, 2 * width)),
    dh: gpu.tensorFrom('dh', [rows + 1, width], poisoned(dh, width)),
    dgateUp: gpu.tensorFrom('dgateUp', [rows + 1, 2 * width], new Float32Array((rows + 1) * 2 * width).fill(7)),
  };
  await runOnce(gpu, (plan) => swigluBackward(plan, t, { rows: () => rows, width }), { software });
  const result = await gpu.readFloats(t.dgateUp);
  gpu.free(t.gateUp, t.dh, t.dgateUp);
  expect(result.subarray(rows * 2 * width).every((value) => value === 7)).toBe(true);
  return result.subarray(0, rows * 2 * width);
}

describe.each(shapes)('swiglu backward, software: $software', ({ software }) => {
  it.each([
    [0, 8],
    [1, 4],
    [3, 44],
    [13, 20],
    [16, 16],
    [257, 176],
  ])('%i rows of %i', async (rows, width) => {
    const gateUp = normals(rows * 2 * width, 1, 3);
    const dh = normals(rows * width, 2);
    const expected = reference.swigluBackward(gateUp, dh, width);
    // 1 + gate · (1 − σ) cancels near gate = −1.28: bounded by the terms, not by their sum. |gate · (1 − σ) · σ| < 0.28.
    const bound = Float64Array.from(expected, (_, at) => {
      const row = Math.floor(at / (2 * width));
      const column = at % (2 * width);
      const i = row * width + (column % width);
      const up = gateUp[row * 2 * width + width + (column % width)];
      return column < width ? Math.abs(dh[i] * up) * 2 : Math.abs(expected[at]);
    });
    // exp carries 3 + 2|x| ulp; the rest are about six operations.
    expectClose(await backward(gateUp, dh, width, software), expected, { bound, steps: 40 });
  });

  it('is exact in the far tails', async () => {
    const gates = [0, 20, -20, 90, -90, 1e4, -1e4, 3e38];
    const gateUp = Float32Array.from([...gates, ...gates.map(() => 2)]);
    const result = await backward(gateUp, new Float32Array(8).fill(0.5), 8, software);
    const expected = reference.swigluBackward(gateUp, new Float32Array(8).fill(0.5), 8);
    expectClose(result, expected, { bound: expected.map(Math.abs), steps: 600, tiny: 1e-36 });
    expect(result[5]).toBe(1);
    expect(result[6]).toBeCloseTo(0, 30);
  });

  it('has a reference that agrees with finite differences', () => {
    const width = 6;
    const gateUp = Float64Array.from(normals(4 * 2 * width, 1, 2));
    const dh = normals(4 * width, 2);
    const loss = () => reference.swiglu(gateUp, width).reduce((sum, h, i) => sum + h * dh[i], 0);
    const gradient = reference.swigluBackward(gateUp, dh, width);
    gateUp.forEach((value, i) => {
      gateUp[i] = value + 1e-5;
      const above = loss();
      gateUp[i] = value - 1e-5;
      const below = loss();
      gateUp[i] = value;
      expect((above - below) / 2e-5).toBeCloseTo(gradient[i], 7);
    });
  });
});
