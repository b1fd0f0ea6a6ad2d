import type { Lesson } from './lesson';
import { ended, meanOrNaN, metricValues, share } from './readings';
import { FAST_RUN } from './small-run';

export const clipping: Lesson = {
  name: 'clipping',
  title: 'The ratio, and what clips it',
  asks: 'How far may the policy move before the loss says stop?',
  idea: 'The ratio compares the policy with the one that sampled; before the first update it is 1 for every token.',
  minutes: 1,
  options: { ...FAST_RUN, max_steps: '4', eval_problems: '32', eval_samples: '1' },
  runs: [
    { label: 'one update a rollout', options: { steps_per_generation: '1' } },
    { label: 'eight updates a rollout', options: { steps_per_generation: '8' } },
  ],
  view: 'losses',
  compare: 'clipped',
  before: [
    'Programs are sampled once, and the weights may move several times on them. δ is the ratio of a token’s probability now to its probability when it was sampled. A token that has gone far enough where its advantage pushes it is clipped: above 1.28 in a good program, below 0.8 in a bad one.',
    'Two runs of four steps. The first makes one update from each rollout, the second cuts each rollout into eight minibatches and makes an update from each. The fourth chart counts tokens outside the clip.',
  ],
  question: {
    text: 'With one update a rollout, how many tokens leave the clip?',
    choices: ['None at all', 'About one in a hundred', 'About one in ten'],
    expected: 0,
  },
  read(runs) {
    const [one, eight] = ended(runs) ?? [];
    if (!one || !eight) return undefined;
    const clipped = [one, eight].map((run) => meanOrNaN(metricValues(run, 'clip_ratio/region_mean')));
    const [low, high] = ['clip_ratio/low_mean', 'clip_ratio/high_mean'].map((side) =>
      meanOrNaN(metricValues(eight, side)),
    );
    const kl = [one, eight].map((run) => meanOrNaN(metricValues(run, 'policy/approx_kl')));
    if (clipped.some(Number.isNaN)) return undefined;
    return {
      text: `One update: ${share(clipped[0])} of the tokens, and an approximate KL divergence of ${kl[0].toFixed(4)}. Eight updates: ${share(clipped[1])} (${share(low)} below the range, ${share(high)} above), and an approximate KL divergence of ${kl[1].toFixed(4)}.`,
      answer: clipped[0] === 0 ? 0 : clipped[0] < 0.05 ? 1 : 2,
    };
  },
  after: [
    'With one update a rollout, the weights that learn are the weights that sampled: δ is exactly 1, and clip_ratio is 0 for ever. That is no bug. GRPO, DAPO, CISPO and GPPO are then the same push, but for how they average it.',
    'The losses differ only once δ spreads: more minibatches (steps_per_generation), more passes (num_iterations), a higher learning rate. policy/approx_kl estimates how far the weights have moved: the mean of δ − 1 − log δ, which is 0 while nothing has.',
  ],
  next: [
    { text: 'Two passes over each rollout', options: { num_iterations: '2' } },
    { text: 'What happens to clipped tokens', lesson: 'losses' },
  ],
};
