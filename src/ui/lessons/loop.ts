import type { Group } from '../../rl/records/group';
import type { Lesson } from './lesson';
import { SMALL_RUN } from './small-run';

/** The size of the advantage of a passing and of a failing program, in a group that has both. */
interface Push {
  prompt: string;
  passing: number;
  failing: number;
  up: number;
  down: number;
}

export const loop: Lesson = {
  name: 'loop',
  title: 'The loop in slow motion',
  asks: 'Eight programs for one prompt: which of them is pushed how hard?',
  idea: 'Write, judge, learn: a program is pushed by how much better it did than the others of its prompt.',
  minutes: 1,
  options: { ...SMALL_RUN, max_steps: '4', prompts_per_step: '8', eval_problems: '32', eval_samples: '1' },
  runs: [{ label: 'one run' }],
  slow_motion: true,
  view: 'programs',
  after_steps: 1,
  before: [
    'One step has three phases; the bar below shows their seconds. Rollout (write): the model writes eight programs for each prompt. Judge: unit tests run them. Update (learn): the weights move a little. Press Rollout, Judge and Update in turn; or Train, which in slow motion rests after each.',
    'The programs in view are one group: those of one prompt. A row is a program, a dot is a test. The number before the dots is the reward: 1 when every test passed, else 0.',
    'The number at the left of a program, beside ✓ or ✗, is its advantage: the reward, less the mean of the group, divided by its standard deviation. Above 0 the program becomes more likely, below 0 less likely. The model never sees a solution.',
  ],
  question: {
    text: 'In a group where few programs pass, which single program is pushed harder?',
    choices: ['One that passed', 'One that failed', 'Both alike'],
    expected: 0,
  },
  read([run]) {
    const push = run?.groups?.judged ? rarest(run.groups.groups) : undefined;
    if (!run || !push) return undefined;
    const { prompt, passing, failing, up, down } = push;
    const sizes = `up ${up.toFixed(2)} each, the ${failing} that failed down ${down.toFixed(2)} each`;
    return {
      text: `Step ${run.groups!.step}, “${prompt}”: the ${passing} that passed ${passing === 1 ? 'goes' : 'go'} ${sizes}. All pushes of a group add up to 0, so the rarer side gets more.`,
      answer: Math.abs(up - down) < 0.005 ? 2 : up > down ? 0 : 1,
    };
  },
  after: [
    'That is why a hard problem teaches fast the first time it is solved: one success against seven failures is pushed by all of them together. Go through the groups with the arrows above the programs, and compare their advantages.',
  ],
  next: [
    { text: 'Larger groups: 16 programs a prompt', options: { num_generations: '16' } },
    { text: 'When does a group teach nothing?', lesson: 'groups' },
  ],
};

/** The group with the smallest share of passing programs, among those with passing and failing ones. */
function rarest(groups: readonly Group[]): Push | undefined {
  const pushes = groups.flatMap(({ problem, samples }): Push[] => {
    const passed = samples.flatMap(({ reward, advantage }) => (reward === 1 && advantage ? [advantage] : []));
    const failed = samples.flatMap(({ reward, advantage }) => (reward === 0 && advantage ? [-advantage] : []));
    if (passed.length === 0 || failed.length === 0) return [];
    const sizes = { passing: passed.length, failing: failed.length, up: passed[0], down: failed[0] };
    return [{ prompt: problem.prompt.trim(), ...sizes }];
  });
  return pushes.sort((a, b) => a.passing / (a.passing + a.failing) - b.passing / (b.passing + b.failing))[0];
}
