/** How far a mean over problems could be off. */
import { Random } from '../common/random';
import { mean } from './advantages';

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/**
 * The mean of one score a problem, with its 95 % percentile-bootstrap interval (Efron 1979). Problems are redrawn, not
 * samples: samples of one problem are not independent evidence about the next.
 */
export function bootstrapMean(scores: readonly number[], seed: number, resamples = 1000): Interval {
  if (scores.length === 0) throw new RangeError('no scores to take the mean of');
  const random = new Random(seed, 'bootstrap');
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) sum += random.pick(scores);
    return sum / scores.length;
  }).sort();
  return { mean: mean(scores), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** The q-quantile of sorted values, interpolated between neighbours. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
