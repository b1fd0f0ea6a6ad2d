/** How far a mean over problems could be off. */
import { Random } from '../../common/random';
import { mean, quantile } from '../../common/statistics';

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

/**
 * The mean of one score a run and problem, with its 95 % interval: how far it could be off for other seeds and other
 * problems. `scores[run][problem]`; all runs have the same problems. Runs are redrawn, and problems, which are the same
 * redrawn ones for all runs: what is hard for one seed is hard for the next (the pigeonhole bootstrap, Owen 2007). With
 * problems redrawn apart for each run, the interval would shrink with every seed as if it had brought problems of its own.
 */
export function bootstrapRuns(scores: readonly (readonly number[])[], seed: number, resamples = 1000): Interval {
  const [runs, problems] = [scores.length, scores[0]?.length ?? 0];
  if (problems === 0) throw new RangeError('no scores to take the mean of');
  if (scores.some((run) => run.length !== problems)) throw new RangeError('the runs have not the same problems');
  // One run says nothing of other seeds: the interval is that of its evaluation.
  if (runs === 1) return bootstrapMean(scores[0], seed, resamples);
  const random = new Random(seed, 'bootstrap of runs');
  const means = Float64Array.from({ length: resamples }, () => {
    const drawn = scores.map(() => random.pick(scores));
    let sum = 0;
    for (let i = 0; i < problems; i++) {
      const problem = random.int(0, problems - 1);
      for (const run of drawn) sum += run[problem];
    }
    return sum / (runs * problems);
  }).sort();
  return { mean: mean(scores.map(mean)), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}
