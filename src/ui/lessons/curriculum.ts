import type { Lesson } from './lesson';
import { ended, meanOrNaN, metricValues, share } from './readings';
import { SMALL_RUN } from './small-run';

export const curriculum: Lesson = {
  name: 'curriculum',
  title: 'What to practise',
  asks: 'Easy problems, hard ones, or those between: which of them teach?',
  idea: 'A problem solved half of the time teaches most: its potential is 4p(1−p).',
  minutes: 2,
  options: {
    ...SMALL_RUN,
    model: 'models/families',
    tasks: 'families',
    train_problems: '64',
    filter_samples: '8',
    max_steps: '3',
    eval_problems: '32',
  },
  runs: [
    { label: 'all 64 problems', options: { curriculum_order: 'random', curriculum_frac: '1' } },
    {
      label: 'the half with the highest potential',
      options: { curriculum_order: 'potential', curriculum_frac: '0.5' },
    },
  ],
  view: 'programs',
  compare: 'learnable',
  before: [
    'Let p be the share of a model’s programs that solve a problem. At p = 0 and p = 1 a group is all equal, and teaches nothing. The spread of its rewards is p(1−p), largest at one half; times four it is the potential, 0 to 1.',
    'The 64 problems here come from seven families, and many are beyond this base. Both runs first write eight programs for each, to measure p. Then the first practises on all of them, the second on the half with the highest potential. Watch the second chart.',
  ],
  question: {
    text: 'With the potential, the share of groups with something to learn is …',
    choices: ['higher', 'about the same', 'lower: fewer problems, less to learn'],
    expected: 0,
  },
  read(runs) {
    const both = ended(runs);
    if (!both) return undefined;
    const taught = both.map((run) => 1 - meanOrNaN(metricValues(run, 'frac_reward_zero_std')));
    const rewards = both.map((run) => meanOrNaN(metricValues(run, 'reward')));
    if ([...taught, ...rewards].some(Number.isNaN)) return undefined;
    const [all, half] = taught;
    return {
      text: `Groups with something to learn: ${share(all)} with all problems, ${share(half)} with the half of highest potential. Mean reward: ${share(rewards[0])} and ${share(rewards[1])}.`,
      answer: half > all + 0.03 ? 0 : half < all - 0.03 ? 2 : 1,
    };
  },
  after: [
    'R1-Code-Interpreter goes by potential, a quarter of the problems at a time. Skywork-OR1 leaves out what is always or never solved. AceReason drops the easy ones as it goes on. All of them measure first, and the measuring costs programs too.',
    'More groups that teach is not yet a better model. Three steps cannot show that. Fewer and easier problems may cost breadth, too. Compare held-out pass@1 at equal compute, with more than one seed.',
  ],
  next: [
    { text: 'Leave out solved problems as it goes', options: { drop_solved: 'epoch', max_steps: '12' } },
    { text: 'Easy first', options: { curriculum_order: 'difficulty' } },
    { text: 'More than one seed', lesson: 'seeds' },
  ],
};
