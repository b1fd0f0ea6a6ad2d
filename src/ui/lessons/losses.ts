import type { RunState } from '../session/run-state';
import type { Lesson } from './lesson';
import { ended, fromTo, meanOrNaN, metricValues, passChange, share } from './readings';
import { FAST_RUN } from './small-run';

export const losses: Lesson = {
  name: 'losses',
  title: 'Where signal is lost',
  asks: 'What becomes of a token that has moved far enough?',
  idea: 'GRPO drops the gradient of a clipped token, CISPO and GPPO keep it: the question is which tokens those are.',
  minutes: 2,
  options: {
    ...FAST_RUN,
    max_steps: '5',
    steps_per_generation: '8',
    epsilon: '0.2',
    epsilon_high: '0.2',
    loss_aggregation: 'token-mean',
  },
  runs: ['grpo', 'cispo', 'gppo'].map((loss_type) => ({ label: loss_type.toUpperCase(), options: { loss_type } })),
  view: 'losses',
  compare: 'clipped',
  before: [
    'A token of a passing program may rise above the upper bound, one of a failing program may fall below the lower one. GRPO says: far enough, and gives such a token no gradient in that update.',
    'CISPO keeps every gradient and clips only its weight δ: here to 5 at most, with no least. GPPO keeps it at the size that it has at the bound. Three short runs from one start, eight updates a rollout, the bounds 0.8 and 1.2, the same average over tokens: only the loss differs.',
  ],
  question: {
    text: 'On which side does GRPO lose most of its tokens?',
    choices: [
      'Above: tokens of passing programs, rising',
      'Below: tokens of failing programs, falling',
      'About the same on both',
    ],
    expected: 1,
  },
  read(runs) {
    const [grpo, cispo, gppo] = ended(runs) ?? [];
    if (!grpo) return undefined;
    const of = (run: RunState, metric: string) => meanOrNaN(metricValues(run, metric));
    const [low, high] = [of(grpo, 'clip_ratio/low_mean'), of(grpo, 'clip_ratio/high_mean')];
    const kept = [of(gppo, 'gppo/preserved_low'), of(gppo, 'gppo/preserved_high')];
    const weights = of(cispo, 'clip_ratio/region_mean');
    if ([low, high, ...kept, weights].some(Number.isNaN)) return undefined;
    const passes = [grpo, cispo, gppo].map(passChange);
    const ends = passes.map((pass, i) => (pass ? `${['GRPO', 'CISPO', 'GPPO'][i]} ${fromTo(pass)}` : ''));
    return {
      text: `GRPO dropped ${share(low)} of its tokens below and ${share(high)} above. GPPO kept the gradient of ${share(kept[0])} below and ${share(kept[1])} above. CISPO bounded the weight of ${share(weights)}. Held-out pass@1: ${ends.filter(Boolean).join(', ')}.`,
      answer: low > 1.5 * high ? 1 : high > 1.5 * low ? 0 : 2,
    };
  },
  after: [
    'More signal is not always better. The gradients that GPPO keeps below the bound push down what is unlikely already. With 64 prompts a step, at a learning rate about a thousand times that of its paper, GPPO without a dual clip lost its policy within six steps, with all of three seeds.',
    'Five steps say little about which loss is best, and a lot about what each one does with a token. Switch the explorer of losses to A < 0, the failing programs: left of 0.8 the factor F(δ) of GRPO is 0, and the ratios beneath show how many tokens lie there.',
  ],
  next: [
    { text: 'GPPO with half the push below', options: { gppo_beta_low: '0.5' } },
    { text: 'GPPO with a dual clip at 3', options: { delta: '3' } },
    { text: 'Is a difference luck?', lesson: 'seeds' },
  ],
};
