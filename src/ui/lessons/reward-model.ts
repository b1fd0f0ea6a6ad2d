import type { Lesson } from './lesson';
import { change, ended, fromTo, metricValues, passChange } from './readings';
import { SMALL_RUN } from './small-run';

const score = (value: number) => value.toFixed(2);

export const rewardModel: Lesson = {
  name: 'reward-model',
  title: 'A learnt judge',
  asks: 'Can a model that judges programs stand in for tests?',
  idea: 'A reward model pays what looks right to it, and a policy soon finds what only looks right.',
  minutes: 2,
  options: { ...SMALL_RUN, reward_model: 'models/reward', max_steps: '12' },
  runs: [{ label: 'paid by the reward model' }],
  view: 'programs',
  before: [
    'Where problems have no tests, a model can judge. This one has read 5,837 pairs of programs, one better than the other, and gives the better one of a new pair the higher score about two times in three.',
    'In this run its score is the reward. The tests still run on every program, and pay nothing. In the first chart the line is the score, and the dashes are the share of programs that pass.',
  ],
  question: {
    text: 'Over twelve steps the score will rise. And the share of programs that pass the tests?',
    choices: ['Rises with the score', 'Ends about where it began', 'Ends lower than it began'],
    expected: 2,
  },
  read(runs) {
    const [run] = ended(runs) ?? [];
    const paid = run && change(run, 'rewards/reward_model/mean');
    const tests = run && change(run, 'rewards/all_tests/mean');
    if (!paid || !tests) return undefined;
    const best = Math.max(...metricValues(run, 'rewards/all_tests/mean'));
    const length = change(run, 'completions/mean_length');
    const pass = passChange(run);
    const said = [
      `score ${fromTo(paid, score)}`,
      `tests ${fromTo(tests)} (at best ${(best * 100).toFixed(0)}\u202f% in a step)`,
      length && `tokens of a program ${fromTo(length, (value) => value.toFixed(1))}`,
      pass && `held-out pass@1 ${fromTo(pass)}`,
    ];
    const answer = tests.to > tests.from + 0.03 ? 0 : tests.to < tests.from - 0.03 ? 2 : 1;
    return { text: `From the first quarter to the last: ${said.filter(Boolean).join(', ')}.`, answer };
  },
  after: [
    'It has learnt that a missing step is bad, and less that a superfluous one is. So at first score and tests rise together; then the policy writes more and more steps, which only the score likes.',
    'Over three seeds of 60 GFLOP each, the same base came from 29 % to 60 % of the held-out problems where tests paid, and to 7 % where this reward model did. A rule that runs the program cannot be flattered, only under-specified.',
  ],
  next: [
    { text: 'Hold the policy near its start', options: { beta: '0.2' } },
    { text: 'The tests pay', options: { reward_model: 'none' } },
  ],
};
