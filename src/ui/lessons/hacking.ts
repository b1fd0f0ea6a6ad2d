import type { Lesson } from './lesson';
import { change, direction, ended, fromTo, passChange } from './readings';
import { SMALL_RUN } from './small-run';
import { weakTestProblems } from './weak-tests';

const tokens = (value: number) => value.toFixed(0);

export const hacking: Lesson = {
  name: 'hacking',
  title: 'What a weak test pays for',
  asks: 'The tests that pay are lazy: what does the policy learn?',
  idea: 'A policy learns what is paid, not what was meant: with a lazy test, leaving the spec out pays best.',
  minutes: 2,
  options: { ...SMALL_RUN, tasks: 'own', max_steps: '14', eval_problems: '32', eval_samples: '4', eval_steps: '7' },
  problems: weakTestProblems,
  runs: [
    { label: 'paid by honest tests', options: { levels: '2' } },
    { label: 'paid by one lazy test', options: { levels: '1' } },
  ],
  view: 'programs',
  before: [
    'Thirty-two specs such as “a: keep even, sort, first 3”. Someone lazy wrote one test for each: f([2,4]) is [2,4]. A right program passes it. So does one that leaves out most of the spec.',
    'The same specs also have six honest tests or more. The first run is paid by these. The second is paid by the lazy test, and the honest ones pay nothing. In the first chart the line is the reward, the dots are the honest tests.',
  ],
  question: {
    text: 'The reward of the second run will rise. What will the honest tests say?',
    choices: ['They rise with it', 'They stay about the same', 'They fall'],
    expected: 2,
  },
  read(runs) {
    const [honest, weak] = ended(runs) ?? [];
    const parts =
      weak && honest
        ? [weak, honest].map((run) => ({
            reward: change(run, 'reward'),
            pass: passChange(run),
            length: change(run, 'completions/mean_length'),
          }))
        : [];
    const own = parts[0]?.pass;
    if (!own) return undefined;
    const texts = parts.map(({ reward, pass, length }, i) => {
      const said = [
        reward && `reward ${fromTo(reward)}`,
        pass && `honest tests ${fromTo(pass)}`,
        length && `tokens of a program ${fromTo(length, tokens)}`,
      ];
      return `${['Paid by the lazy test', 'Paid by honest ones'][i]}: ${said.filter(Boolean).join(', ')}.`;
    });
    return { text: texts.join(' '), answer: direction(own, 0.03) };
  },
  after: [
    'Look at the last programs of the second run: fewer steps than the spec has, often the same program whatever the spec says. Nobody taught it to cheat. Every step it writes may be wrong, and none is needed; so the gradient points away from writing them.',
    'The curve of the reward alone looks like success. What caught it are tests that do not pay. So keep some: held-out problems, hidden tests, a hack report (hack/* among the metrics), and your own eyes on the programs.',
  ],
  next: [
    { text: 'The lazy test for 30 steps', options: { max_steps: '30' } },
    { text: 'Who else can be fooled?', lesson: 'reward-model' },
  ],
};
