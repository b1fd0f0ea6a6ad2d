/** The definition of sampling, in float64: which tokens are kept, their distribution, and the draw by Gumbel noise. */
import { threefry2x32 } from '../../common/random';
import type { SamplerOptions } from './index';

/** The 32 random bits of a vocabulary index: key (seed, uid), counter (position, index >> 1), both words used. */
function randomBits(seed: number, uid: number, position: number, index: number): number {
  return threefry2x32(seed, uid, position, index >> 1)[index & 1];
}

/** Standard Gumbel noise from 32 random bits: −log(−log(1 − u)) with u = (bits + ½) / 2³². */
export function gumbel(bits: number): number {
  return -Math.log(-Math.log1p(-(bits + 0.5) / 2 ** 32));
}

/**
 * The tokens that top-k, then top-p of what it left, then min-p keep, likeliest first (lower index first among equals).
 * logits: the sampleable vocabulary. Temperature 0 weighs probabilities at 1.
 */
export function keptTokens(logits: ArrayLike<number>, options: SamplerOptions): number[] {
  const { temperature, top_k = 0, top_p = 1, min_p = 0 } = options;
  const tau = temperature || 1;
  let kept = Array.from({ length: logits.length }, (_, j) => j);
  kept.sort((a, b) => (logits[a] === logits[b] ? a - b : logits[b] - logits[a]));
  const weights = kept.map((j) => Math.exp((logits[j] - logits[kept[0]]) / tau));
  if (top_k > 0) kept = kept.slice(0, top_k);
  if (top_p < 1) {
    const limit = top_p * weights.slice(0, kept.length).reduce((a, b) => a + b, 0);
    let before = 0;
    kept = kept.filter((_, rank) => {
      const keep = before < limit;
      before += weights[rank];
      return keep;
    });
  }
  return kept.filter((_, rank) => weights[rank] >= min_p);
}

/** Probability of every token of the vocabulary; 0 for those that are not kept. */
export function distribution(logits: ArrayLike<number>, options: SamplerOptions): Float64Array {
  const kept = keptTokens(logits, options);
  const tau = options.temperature || 1;
  const probs = new Float64Array(logits.length);
  for (const j of kept) probs[j] = Math.exp((logits[j] - logits[kept[0]]) / tau);
  const sum = probs.reduce((a, b) => a + b, 0);
  return probs.map((p) => p / sum);
}

/** The token drawn at a position of the stream (seed, uid). */
export function draw(
  logits: ArrayLike<number>,
  options: SamplerOptions,
  { seed, uid, position }: { seed: number; uid: number; position: number },
): number {
  const kept = keptTokens(logits, options);
  const { temperature } = options;
  if (temperature === 0) return kept[0];
  const score = (j: number): number => logits[j] / temperature + gumbel(randomBits(seed, uid, position, j));
  return kept.sort((a, b) => a - b).reduce((best, j) => (score(j) > score(best) ? j : best));
}
