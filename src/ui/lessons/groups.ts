import type { Lesson } from './lesson';
import { change, direction, ended, fromTo, passChange } from './readings';
import { SMALL_RUN } from './small-run';

export const groups: Lesson = {
  name: 'groups',
  title: 'Why groups',
  asks: 'When does a group of programs have nothing to teach?',
  idea: 'Only a group where some programs pass and some fail has anything to teach.',
  minutes: 1,
  options: { ...SMALL_RUN, levels: '1', max_steps: '16', eval_steps: '8' },
  runs: [{ label: 'easy specs' }],
  view: 'programs',
  before: [
    'The advantage compares a program with the others of its prompt. If all eight pass, each is exactly average. If all eight fail, too. Then every advantage is 0, and the group moves nothing.',
    'This lesson practises on specs of a single step, such as “x: add 4”. The model is good at them from the start, and gets better. Watch the second chart: the share of groups with something to learn.',
  ],
  question: {
    text: 'As it gets better at these easy specs, the share of groups with something to learn …',
    choices: ['rises: it learns more and more', 'stays about the same', 'falls'],
    expected: 2,
  },
  read(runs) {
    const [run] = ended(runs) ?? [];
    const equal = run && change(run, 'frac_reward_zero_std');
    const reward = run && change(run, 'reward');
    if (!equal || !reward) return undefined;
    const taught = { from: 1 - equal.from, to: 1 - equal.to };
    const pass = passChange(run);
    return {
      text: `From the first quarter of the run to the last: reward ${fromTo(reward)}, groups with something to learn ${fromTo(taught)}.${pass ? ` Held-out pass@1: ${fromTo(pass)}.` : ''}`,
      answer: direction(taught, 0.05),
    };
  },
  after: [
    'What a policy can do already has no gradient left, and neither has what it can never do. Compute goes into programs that teach nothing. Systems answer with filters (leave such groups out, sample others) and with curricula.',
    'The metric is frac_reward_zero_std: the share of groups whose rewards are all equal. When a run stands still, look at it first. Near 1 with a low reward: too hard. Near 1 with a high reward: too easy.',
  ],
  next: [
    { text: 'Specs of four steps', options: { levels: '4' } },
    { text: 'Groups of two programs', options: { num_generations: '2', prompts_per_step: '64' } },
    { text: 'Choosing what to practise', lesson: 'curriculum' },
  ],
};
