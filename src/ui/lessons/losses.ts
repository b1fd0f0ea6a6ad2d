import type { RunState } from '../session/run-state';
import type { Lesson } from './lesson';
import { ended, fromTo, mean, passChange, share, valuesOf } from './readings';

export const losses: Lesson = {
  name: 'losses',
  title: 'Where signal is lost',
  idea: 'GRPO drops the gradient of a clipped token, CISPO and GPPO keep it: the question is which tokens those are.',
  minutes: 2,
  options: {
    max_steps: '5',
    prompts_per_step: '16',
    num_generations: '8',
    steps_per_generation: '8',
    learning_rate: '6e-4',
    eval_problems: '64',
    eval_samples: '2',
    eval_steps: '0',
  },
  runs: ['grpo', 'cispo', 'gppo'].map((loss_type) => ({ label: loss_type.toUpperCase(), options: { loss_type } })),
  view: 'losses',
  before: [
    {
      text: 'A token of a passing program may rise above the upper bound, one of a failing program may fall below the lower one. GRPO says: far enough, and gives such a token no gradient for the rest of the rollout.',
    },
    {
      text: 'CISPO clips the weight of the token and keeps its gradient. GPPO lets the gradient through at the size that it has at the bound. Three short runs from the same start, eight updates a rollout, one for each loss.',
    },
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
    const of = (run: RunState, metric: string) => mean(valuesOf(run, metric));
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
    {
      text: 'More signal is not always better. The gradients that GPPO keeps below the bound push down what is unlikely already. At a learning rate about a thousand times that of its paper, larger GPPO runs without a dual clip lost their policy within six steps (docs/losses.md).',
    },
    {
      text: 'Five steps say little about which loss is best, and a lot about what each one does with a token. The explorer of losses draws the gradient factor F(δ) of each loss, with the ratios of this batch beneath.',
    },
  ],
  next: [
    { text: 'GPPO with half the push below', options: { gppo_beta_low: '0.5' } },
    { text: 'GPPO with a dual clip at 3', options: { delta: '3' } },
    { text: 'Is a difference luck?', lesson: 'seeds' },
  ],
};
