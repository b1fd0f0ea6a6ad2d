/** Checks of what reads logits: log-probs, the policy loss, the sampler. */
import { policyLossOptions } from '../../losses/options';
import { logProbs, packTokens, policyLoss, policyLossUniforms, unpackResult } from '../policy-loss';
import { lossRow, rowStatistics } from '../policy-loss/reference';
import { sample, samplerUniforms } from '../sampler';
import { draw } from '../sampler/reference';
import { type TestBench, worstError } from './test-bench';

const VOCAB = 33;
const STRIDE = 36;

/** Rows of logits for the kernels over them: [rows, STRIDE]. */
function logitRows(bench: TestBench, rows: number): { values: Float32Array; row: (r: number) => Float32Array } {
  const values = bench.normals(rows * STRIDE);
  return { values, row: (r) => values.subarray(r * STRIDE, r * STRIDE + VOCAB) };
}

export function checkLogProbs(bench: TestBench): Promise<number> {
  const rows = 9;
  const temperature = 0.7;
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, VOCAB);
  const [logits, targets, results] = [bench.put(values), bench.put(ids, 'u32'), bench.zeros(rows, 2)];
  const reference = ids.flatMap((id, r) => {
    const { log_probs, entropy } = rowStatistics(row(r), temperature);
    return [log_probs[id], entropy];
  });
  return bench.compare(
    (plan) => logProbs(plan, { logits, targets, results }, { rows, vocab: VOCAB, stride: STRIDE, temperature }),
    [results, reference],
  );
}

export async function checkPolicyLoss(bench: TestBench): Promise<number> {
  const rows = 9;
  const loss_type = 'gppo';
  const options = policyLossOptions({
    loss_type,
    temperature: 0.8,
    beta: 0.1,
    entropy_coef: 0.05,
    nll_alpha: 0.1,
    delta: 3,
  });
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, VOCAB);
  const given = ids.map((id, r) => {
    const log_prob = rowStatistics(row(r), options.temperature).log_probs[id];
    const [old_log_prob, ref_log_prob, advantage] = [log_prob + 0.3, log_prob - 0.2, r % 2 ? 1.5 : -0.5].map(
      Math.fround,
    );
    const weights = { policy_weight: 0.5, kl_weight: 0.5, entropy_weight: 0.5, nll_weight: 0.25 };
    return { old_log_prob, ref_log_prob, advantage, ...weights, sequence_log_ratio: 0 };
  });
  const reference = given.map((token, r) => lossRow(row(r), ids[r], token, options));
  const logits = bench.put(values);
  const [targets, tokens] = [bench.put(ids, 'u32'), bench.put(packTokens(given))];
  const results = bench.zeros(rows, 8);
  const sizes = { rows, vocab: VOCAB, stride: STRIDE, options: policyLossUniforms(options), write_gradient: true };
  const [gradient, numbers] = (await bench.outputs(
    (plan) => policyLoss(plan, { logits, targets, tokens, results }, sizes),
    [logits, results],
  )) as Float32Array[];
  const totals = reference.map((_, r) => unpackResult(numbers, r).total);
  return Math.max(
    worstError(
      totals,
      reference.map(({ total }) => total),
    ),
    ...reference.map(({ dlogits }, r) => worstError(gradient.subarray(r * STRIDE), dlogits)),
  );
}

export function checkSampler(bench: TestBench): Promise<number> {
  const rows = 8;
  const run = { temperature: 0.9, seed: 5, end_tokens: [], max_completion_length: 4 };
  const { values, row } = logitRows(bench, rows);
  const ids = bench.integers(rows, 1000);
  const logits = bench.put(values);
  const work = bench.put(
    ids.flatMap((_, r) => [r, r]),
    'u32',
    [rows, 2],
  );
  const uids = bench.put(ids, 'u32');
  // The token to come has the position after that of the state.
  const state = bench.put(
    ids.flatMap((_, r) => [0, r, 0, 0]),
    'u32',
    [rows, 4],
  );
  const tokens = bench.put(new Array(rows).fill(0), 'u32', [rows, 1]);
  const log_probs = bench.zeros(rows, 1);
  const drawn = ids.map((uid, r) => draw(row(r), run, { seed: run.seed, uid, position: r + 1 }));
  const options = samplerUniforms(run);
  return bench.compare(
    (plan) =>
      sample(plan, { logits, work, uids, state, tokens, log_probs }, { rows, vocab: VOCAB, stride: STRIDE, options }),
    [tokens, drawn],
    [log_probs, drawn.map((id, r) => rowStatistics(row(r), run.temperature).log_probs[id])],
  );
}
