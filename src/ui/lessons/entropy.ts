import type { Lesson } from './lesson';
import { change, ended, fromTo, passChange } from './readings';
import { FAST_RUN } from './small-run';

const digits = (value: number) => value.toFixed(2);

export const entropy: Lesson = {
  name: 'entropy',
  title: 'What becomes of variety',
  asks: 'Different programs for one prompt: still so after a dozen steps?',
  idea: 'Practice makes what worked more likely, so the policy tries fewer and fewer other things.',
  minutes: 2,
  options: { ...FAST_RUN, max_steps: '12' },
  runs: [
    { label: 'no bonus', options: { entropy_coef: '0' } },
    { label: 'entropy bonus 0.15', options: { entropy_coef: '0.15' } },
  ],
  view: 'programs',
  compare: 'entropy',
  before: [
    'Entropy measures how open the next token is: 0 when one token is certain, higher the more are in play. Learning needs it: a program that is never tried is never found to work.',
    'Two runs of twelve steps with the same seed. The second adds a bonus for entropy to the loss (entropy_coef 0.15). Watch the third chart, and how many of a group’s eight programs differ.',
  ],
  question: {
    text: 'Without the bonus, in twelve steps, the entropy …',
    choices: ['rises: it learns more ways', 'stays about the same', 'falls by a quarter or more'],
    expected: 2,
  },
  read(runs) {
    const [plain, bonus] = ended(runs) ?? [];
    if (!plain || !bonus) return undefined;
    const parts = [plain, bonus].map((run) => ({
      entropy: change(run, 'entropy'),
      unique: change(run, 'completions/unique_frac'),
      pass: passChange(run),
    }));
    const [{ entropy: own }] = parts;
    if (!own) return undefined;
    const texts = parts.map(({ entropy, unique, pass }, i) => {
      const said = [
        entropy && `entropy ${fromTo(entropy, digits)}`,
        unique && `different programs in a group ${fromTo(unique)}`,
        pass && `held-out pass@1 ${fromTo(pass)}`,
      ];
      return `${['Without the bonus', 'With it'][i]}: ${said.filter(Boolean).join(', ')}.`;
    });
    return { text: texts.join(' '), answer: own.to <= 0.75 * own.from ? 2 : own.to > own.from ? 0 : 1 };
  },
  after: [
    'Falling entropy is not failure: being sure of what works is the goal. It is a budget. Spent too early, groups all write the same program, rewards are all equal, and learning stops before the hard problems were ever solved.',
    'A constant bonus is blunt. Here 0.1 hardly slows the fall, 0.15 stops it and most of the learning too, 0.2 makes noise of the programs. Others sample hotter (temperature), let a controller set the bonus (use_adaptive_entropy), or let rare tokens rise further before they are clipped (epsilon_high: DAPO’s “clip higher”).',
  ],
  next: [
    { text: 'Sample at temperature 1.4', options: { temperature: '1.4', entropy_coef: '0' } },
    {
      text: 'Hold it by a controller',
      options: { use_adaptive_entropy: 'true', entropy_target: '0.3', entropy_coef_delta: '0.03', entropy_coef: '0' },
    },
  ],
};
