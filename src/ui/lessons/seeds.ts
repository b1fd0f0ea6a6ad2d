import { scoreOf } from '../session/run-state';
import type { Lesson } from './lesson';
import { ended, share } from './readings';

export const seeds: Lesson = {
  name: 'seeds',
  title: 'One run is an anecdote',
  idea: 'The same options with another seed end somewhere else: know that spread before you compare anything.',
  minutes: 2,
  options: {
    max_steps: '6',
    prompts_per_step: '16',
    num_generations: '8',
    eval_problems: '128',
    eval_samples: '2',
    eval_steps: '0',
  },
  runs: ['1', '2', '3'].map((seed) => ({ label: `seed ${seed}`, options: { seed } })),
  view: 'programs',
  before: [
    {
      text: 'Three runs with the same options. Only the seed differs: which problems come up, which tokens are drawn, and which held-out problems measure it. Nothing about the method changes.',
    },
    {
      text: 'Each run has six steps, and is measured on 128 held-out problems before and after. The score then has an interval: plus or minus what another draw of problems would change.',
    },
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
    const each = scores.map(({ value, margin }) => share(value) + (margin === undefined ? '' : ` ± ${share(margin)}`));
    return {
      text: `Final pass@1: ${each.join(', ')}. From worst to best: ${points.toFixed(1)} points, for no reason but the seed.`,
      answer: points < 1 ? 0 : points <= 4 ? 1 : 2,
    };
  },
  after: [
    {
      text: 'Had the three runs been three losses, the best one might have been called better. With one run each, a difference smaller than this spread says nothing. With three seeds each, compare the means, and say how far the seeds lie apart.',
    },
    {
      text: 'Be fair in the rest, too: the same base, the same compute, the same held-out problems, measured the same way. kata compare does all of this, and prints intervals over seeds and problems (docs/compare.md).',
    },
  ],
  next: [{ text: 'The same, twice as long', options: { max_steps: '12' } }],
};
