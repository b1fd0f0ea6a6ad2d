import type { Lesson } from './lesson';
import { change, ended, fromTo, meanOrNaN, metricValues, share } from './readings';
import { FAST_RUN } from './small-run';

const tokens = (value: number) => value.toFixed(1);

export const length: Lesson = {
  name: 'length',
  title: 'What a length limit teaches',
  asks: 'Does a program that is cut off at the limit teach anything?',
  idea: 'A program that is cut off has failed: whether it is trained on decides what the limit teaches.',
  minutes: 2,
  options: { ...FAST_RUN, levels: '2', max_steps: '12', max_completion_length: '14' },
  runs: [
    { label: 'cut programs count as failed', options: { truncation: 'negative' } },
    { label: 'cut programs are left out', options: { truncation: 'drop_before_stats' } },
  ],
  view: 'programs',
  compare: 'cut',
  before: [
    'max_completion_length is 14 tokens here. “x=>x%6+4” fits, “x=>{x=x%6;x=x+4;return x}” does not: it is cut, is no JavaScript, and earns 0. It might have been right.',
    'Two runs from the same start. In the first, cut programs are failures like any other, and are pushed down. In the second they are left out before the statistics of their group: nothing pushes them, up or down.',
  ],
  question: {
    text: 'In which run are fewer programs cut, over the last half of the steps?',
    choices: ['The first: being cut hurts', 'The second', 'No difference'],
    expected: 0,
  },
  read(runs) {
    const [negative, masked] = ended(runs) ?? [];
    if (!negative || !masked) return undefined;
    const late = [negative, masked].map((run) => {
      const values = metricValues(run, 'completions/clipped_ratio');
      return meanOrNaN(values.slice(Math.floor(values.length / 2)));
    });
    if (late.some(Number.isNaN)) return undefined;
    const first = metricValues(negative, 'completions/clipped_ratio')[0];
    const lengths = [negative, masked].map((run) => change(run, 'completions/mean_length')!);
    return {
      text: `In the first step ${share(first)} were cut. Over the last half: ${share(late[0])} where that counts as failed, ${share(late[1])} where they are left out. Mean length: ${fromTo(lengths[0], tokens)} and ${fromTo(lengths[1], tokens)} tokens.`,
      answer: Math.abs(late[0] - late[1]) < 0.01 ? 2 : late[0] < late[1] ? 0 : 1,
    };
  },
  after: [
    'So a limit is a reward for being short, whether it was meant or not. Skywork-OR1 and AceReason count cut answers as failed; DAPO and TRL can mask them; Klear-Reasoner leaves them out of the group’s statistics altogether.',
    'Averages are a second way to favour a length. grpo divides by the tokens of each program, so a token of a long one weighs less. dr_grpo divides by a constant, and every token weighs the same.',
  ],
  next: [
    { text: 'Keep them in the statistics, mask their tokens', options: { truncation: 'mask_tokens' } },
    { text: 'No division by length: dr_grpo', options: { loss_type: 'dr_grpo' } },
  ],
};
