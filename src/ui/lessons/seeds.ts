import { type RunState, scoreOf } from '../session/run-state';
import type { Lesson } from './lesson';
import { drawNoise, ended, share } from './readings';
import { SMALL_RUN } from './small-run';

/** The range of three draws from a normal distribution, in standard deviations, that 95 % of triples do not exceed. */
const RANGE_OF_THREE = 3.31;

const inPoints = (value: number) => (value * 100).toFixed(Math.abs(value) < 0.0995 ? 1 : 0);

export const seeds: Lesson = {
  name: 'seeds',
  title: 'One run is an anecdote',
  asks: 'The same run three times, but for the seed: how far apart do the scores end?',
  idea: 'The same options with another seed end somewhere else: know that spread before you compare anything.',
  minutes: 2,
  options: { ...SMALL_RUN, max_steps: '6', eval_problems: '128' },
  runs: ['1', '2', '3'].map((seed) => ({ label: `seed ${seed}`, options: { seed } })),
  view: 'programs',
  before: [
    'Three runs with the same options. Only the seed differs: which problems are practised, and which tokens are drawn. Nothing about the method changes, and the held-out problems that measure it are the same for all three.',
    'Each run has six steps, and is measured on 128 held-out problems before and after, by two programs for each. The score has an interval: plus or minus what other problems would change.',
  ],
  question: {
    text: 'How far apart will the three final scores be, the best from the worst?',
    choices: ['Less than one point', 'One to four points', 'More than four points'],
    expected: 1,
  },
  read(runs) {
    const all = ended(runs);
    if (!all?.every(({ evaluations }) => evaluations.length > 1)) return undefined;
    const scores = all.map(({ evaluations }) => scoreOf(evaluations[evaluations.length - 1]));
    const values = scores.map(({ value }) => value);
    const points = (Math.max(...values) - Math.min(...values)) * 100;
    const each = values.map((value) => share(value));
    const margins = scores.flatMap(({ margin }) => margin ?? []);
    const interval = margins.length > 0 ? `, each ± ${inPoints(Math.max(...margins))} points for other problems` : '';
    return {
      text: `Final pass@1: ${each.join(', ')}${interval}. From worst to best: ${points.toFixed(1)} points. ${measuring(all, points / 100)}`,
      answer: points < 1 ? 0 : points <= 4 ? 1 : 2,
    };
  },
  after: [
    'Had the three runs been three losses, the best one might have been called better. With one run each, a difference smaller than this spread says nothing. With three seeds each, compare the means, and say how far the seeds lie apart.',
    'Be fair in the rest, too: the same base, the same compute, the same held-out problems, measured the same way. “New race”, under Runs, makes such a comparison: two to four losses or recipes with three seeds each, a band for the seeds, and a table with intervals over seeds and problems.',
  ],
  next: [
    { text: 'The same, twice as long', options: { max_steps: '12' } },
    { text: 'A race with three seeds each', view: 'runs' },
  ],
};

/** What of the spread is the measuring alone: two programs a problem are drawn, and others could have been. */
function measuring(runs: readonly RunState[], spread: number): string {
  const noises = runs.flatMap(({ evaluations }) => drawNoise(evaluations[evaluations.length - 1]) ?? []);
  if (noises.length < runs.length) return '';
  const noise = Math.max(...noises);
  const enough = spread <= RANGE_OF_THREE * noise;
  return `Other programs for the same problems would move a score by ± ${inPoints(1.96 * noise)} points: ${enough ? 'the measuring alone explains this spread' : 'more than the measuring lies between these runs'}.`;
}
