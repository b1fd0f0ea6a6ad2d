/** The kernel at every width, with padding, in chunks, with and without a gradient. */
import { describe, expect, it } from 'vitest';
import { logProbs, packTokens, policyLoss, policyLossUniforms, unpackResult } from '../../../src/kernels/policy-loss';
import { runOnce, useGpu } from '../testing';
import { expectRow, onGpu, options, randomRow, SHAPES } from './testing';

const context = useGpu();

describe.each(SHAPES)('the kernel equals the reference, %s', (_, shape) => {
  it.each([1, 2, 3, 4, 5, 7, 8, 31, 64, 127, 255, 257, 304, 1021])('vocabulary of %i', async (vocab) => {
    const rows = [1, 2, 3, 4, 5].map((seed) => randomRow(vocab, seed));
    const results = await onGpu(context.gpu, rows, options, { stride: Math.ceil(vocab / 4) * 4 + 8, shape });
    results.forEach((result, i) => {
      expectRow(result, rows[i], `row ${i}`);
    });
  });

  it('a large vocabulary', async () => {
    const row = randomRow(40_003, 9, 3);
    const [result] = await onGpu(context.gpu, [row], options, { shape });
    expectRow(result, row, 'large');
  });

  it('without gradient the logits stay as they are', async () => {
    const rows = [1, 2, 3].map((seed) => randomRow(13, seed));
    const results = await onGpu(context.gpu, rows, options, { write_gradient: false, shape });
    const written = await onGpu(context.gpu, rows, options, { shape });
    results.forEach(({ dlogits, padding, ...result }, i) => {
      const { dlogits: gradient, padding: zeros, ...expected } = written[i];
      expect(dlogits).toEqual(rows[i].logits);
      expect(result).toEqual(expected);
    });
  });

  it('a row does not depend on its neighbours, and chunks equal the whole', async () => {
    const { gpu } = context;
    const [rows, vocab, stride, chunk] = [13, 29, 32, 5];
    const all = Array.from({ length: rows }, (_, r) => randomRow(vocab, r));
    const whole = await onGpu(context.gpu, all, options, { shape });
    const values = new Float32Array(rows * stride);
    all.forEach(({ logits }, r) => {
      values.set(logits, r * stride);
    });
    const t = {
      logits: gpu.tensor('logits', [chunk + 1, stride]),
      targets: gpu.tensorFrom(
        'targets',
        [rows],
        all.map(({ target }) => target),
        'u32',
      ),
      tokens: gpu.tensorFrom('tokens', [rows, 8], packTokens(all.map((row) => row.token))),
      results: gpu.tensorFrom('results', [rows + 1, 8], new Float32Array((rows + 1) * 8).fill(77)),
      pairs: gpu.tensorFrom('pairs', [rows + 1, 2], new Float32Array((rows + 1) * 2).fill(77)),
    };
    for (let offset = 0; offset < rows; offset += chunk) {
      const here = Math.min(chunk, rows - offset);
      const canary = new Float32Array((chunk + 1) * stride).fill(55);
      canary.set(values.subarray(offset * stride, (offset + here) * stride));
      gpu.write(t.logits, canary);
      await runOnce(gpu, (plan) => {
        const { temperature } = options;
        const { logits, targets, pairs } = t;
        logProbs(plan, { logits, targets, results: pairs }, { rows: here, offset, vocab, stride, temperature, shape });
        const { tokens, results } = t;
        const sizes = {
          rows: here,
          offset,
          vocab,
          stride,
          options: policyLossUniforms(options),
          write_gradient: true,
          shape,
        };
        policyLoss(plan, { logits, targets, tokens, results }, sizes);
      });
      const after = await gpu.readFloats(t.logits);
      for (let r = 0; r < here; r++) {
        expect(after.subarray(r * stride, r * stride + vocab)).toEqual(whole[offset + r].dlogits);
      }
      expect(new Set(after.subarray(here * stride))).toEqual(new Set([55]));
    }
    const [results, pairs] = (await gpu.read(t.results, t.pairs)) as Float32Array[];
    whole.forEach(({ dlogits, padding, ...expected }, r) => {
      expect(unpackResult(results, r)).toEqual(expected);
      expect([pairs[2 * r], pairs[2 * r + 1]]).toEqual([expected.log_prob, expected.entropy]);
    });
    expect([...results.subarray(rows * 8), ...pairs.subarray(rows * 2)]).toEqual(new Array(10).fill(77));
    gpu.free(t.logits, t.targets, t.tokens, t.results, t.pairs);
  });

  it('zero rows are nothing', async () => {
    const { gpu } = context;
    const t = {
      logits: gpu.tensorFrom('logits', [1, 4], [1, 2, 3, 4]),
      targets: gpu.tensor('targets', [1], 'u32'),
      tokens: gpu.tensor('tokens', [1, 8]),
      results: gpu.tensor('results', [1, 8]),
    };
    await runOnce(gpu, (plan) =>
      policyLoss(plan, t, {
        rows: 0,
        vocab: 4,
        stride: 4,
        options: policyLossUniforms(options),
        write_gradient: true,
        shape,
      }),
    );
    expect([...(await gpu.readFloats(t.logits))]).toEqual([1, 2, 3, 4]);
    gpu.free(t.logits, t.targets, t.tokens, t.results);
  });
});
