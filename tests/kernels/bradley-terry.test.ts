import { describe, expect, it } from 'vitest';
import { Random } from '../../src/common/random';
import { bradleyTerry, bradleyTerryBackward, RESULT_FIELDS } from '../../src/kernels/bradley-terry';
import * as reference from '../../src/kernels/bradley-terry/reference';
import { expectGolden, losses } from '../golden';
import { normals, runOnce, useGpu } from './testing';

const context = useGpu();

type Pair = [chosen: number, rejected: number];

interface GoldenPair {
  r_chosen: number;
  r_rejected: number;
  loss: number;
  d_chosen: number;
  d_rejected: number;
}
const golden: GoldenPair[] = losses.reward_model.bradley_terry;

/** Pairs through the GPU; what lies behind the live sizes is poisoned, and must stay as it is. */
async function onGpu(scores: readonly number[], pairs: readonly Pair[], weight: number) {
  const { gpu } = context;
  const poison = (n: number) => new Array(n).fill(Number.NaN);
  const t = {
    scores: gpu.tensorFrom('scores', [scores.length + 2], [...scores, ...poison(2)]),
    pairs: gpu.tensorFrom(
      'pairs',
      [pairs.length + 2, 2],
      [...pairs.flat(), ...new Array(4).fill(scores.length)],
      'u32',
    ),
    results: gpu.tensorFrom('results', [pairs.length + 2, 3], poison(3 * (pairs.length + 2))),
    dscores: gpu.tensorFrom('dscores', [scores.length + 2], [...scores.map(() => Number.NaN), 7, 7]),
  };
  await runOnce(gpu, (plan) => {
    const { scores: values, pairs: indices, results, dscores } = t;
    bradleyTerry(plan, { scores: values, pairs: indices, results }, { pairs: () => pairs.length });
    const sizes = { sequences: () => scores.length, pairs: () => pairs.length, weight: () => weight };
    bradleyTerryBackward(plan, { pairs: indices, results, dscores }, sizes);
  });
  const [results, dscores] = (await gpu.read(t.results, t.dscores)) as Float32Array[];
  gpu.free(...Object.values(t));
  expect([...dscores.subarray(scores.length)]).toEqual([7, 7]);
  return {
    results: pairs.map((_, p) => Object.fromEntries(RESULT_FIELDS.map((field, i) => [field, results[3 * p + i]]))),
    dscores: dscores.subarray(0, scores.length),
  };
}

describe('Bradley-Terry', () => {
  it.each(golden)(
    'golden: $r_chosen over $r_rejected',
    async ({ r_chosen, r_rejected, loss, d_chosen, d_rejected }) => {
      const exact = reference.pairResult(r_chosen, r_rejected);
      expect(exact.loss).toBeCloseTo(loss, 12);
      const gradient = reference.bradleyTerryBackward([r_chosen, r_rejected], [[0, 1]], 1);
      expect(gradient[0]).toBeCloseTo(d_chosen, 12);
      expect(gradient[1]).toBeCloseTo(d_rejected, 12);

      const { results, dscores } = await onGpu([r_chosen, r_rejected], [[0, 1]], 1);
      expectGolden(results[0].loss, loss, 'loss');
      expectGolden(dscores[0], d_chosen, 'chosen');
      expectGolden(dscores[1], d_rejected, 'rejected');
    },
  );

  it.each([
    [1, 1],
    [5, 3],
    [7, 64],
    [63, 65],
    [130, 301],
  ])('%i sequences in %i pairs', async (sequences, count) => {
    const random = new Random(count, 'pairs');
    const scores = [...normals(sequences, 1, 3)];
    const pairs = Array.from(
      { length: count },
      (): Pair => [random.int(0, sequences - 1), random.int(0, sequences - 1)],
    );
    const weight = 1 / count;
    const { results, dscores } = await onGpu(scores, pairs, weight);
    pairs.forEach(([chosen, rejected], p) => {
      const expected = reference.pairResult(scores[chosen], scores[rejected]);
      for (const field of RESULT_FIELDS) expectGolden(results[p][field], expected[field], `pair ${p} ${field}`);
    });
    const gradient = reference.bradleyTerryBackward(scores, pairs, weight);
    gradient.forEach((value, s) => {
      expectGolden(dscores[s], value, `sequence ${s}`);
    });
  });

  it('scores of ±1e4 stay exact, and every other margin with them', async () => {
    const scores = [1e4, -1e4, 1e4 - 1, 0];
    const pairs: Pair[] = [
      [0, 1],
      [1, 0],
      [0, 2],
      [3, 0],
      [3, 3],
    ];
    const { results, dscores } = await onGpu(scores, pairs, 0.5);
    expect(results.map(({ loss }) => loss)).toEqual([
      0,
      2e4,
      expect.closeTo(Math.log1p(Math.exp(-1)), 6),
      1e4,
      expect.closeTo(Math.LN2, 6),
    ]);
    reference.bradleyTerryBackward(scores, pairs, 0.5).forEach((value, s) => {
      expectGolden(dscores[s], value, `sequence ${s}`);
    });
  });

  it('the order of a pair decides the sign, and the chosen one is pushed up', async () => {
    const [forward, backward] = [await onGpu([0.25, -0.5], [[0, 1]], 1), await onGpu([0.25, -0.5], [[1, 0]], 1)];
    expect(forward.results[0].margin).toBe(0.75);
    expect(backward.results[0].margin).toBe(-0.75);
    expect(forward.dscores[0]).toBeLessThan(0);
    expect(backward.dscores[0]).toBeGreaterThan(0);
    expect(forward.dscores[0] - backward.dscores[0]).toBeCloseTo(-1, 6);
  });
});

describe('Bradley-Terry reference', () => {
  it('agrees with finite differences', () => {
    const scores = [0.3, -1.2, 2.5, 0];
    const pairs: Pair[] = [
      [0, 1],
      [0, 2],
      [3, 2],
      [1, 3],
    ];
    const objective = (at: readonly number[]) =>
      0.25 * pairs.reduce((sum, [c, r]) => sum + reference.pairResult(at[c], at[r]).loss, 0);
    reference.bradleyTerryBackward(scores, pairs, 0.25).forEach((slope, i) => {
      const at = (shift: number) => objective(scores.map((score, k) => score + (k === i ? shift : 0)));
      expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(slope, 9);
    });
  });
});
