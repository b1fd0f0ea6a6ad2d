/**
 * A family for models that may run code before they answer: the answer is wanted, not a program.
 *
 *     37*48+15   ->   1791
 *
 * Level 1: a product and a sum. Level 2: sums of lists. Level 3: words reversed or sorted. The answer is compared as it
 * stands and never run, so repeating the expression gets no reward.
 *
 * The corpus teaches the form of calls: right trajectories for training questions, in the special tokens of
 * `rl/rollout/interpreter.ts`. In some the first program lacks its last parenthesis, and is put right after the error.
 */
import { hash32 } from '../common/hash';
import { Random } from '../common/random';
import { availableLevels, levelAt } from './level-schedule';
import type { Problem, Split, TaskSet } from './problem';
import type { CorpusOptions } from './spec-to-function/corpus';

interface Question {
  /** Without its line end. */
  prompt: string;
  /** JavaScript whose value is the answer. */
  code: string;
  answer: string;
}

type Draw = (random: Random) => Question;

const numbers = (random: Random, count: number, low: number, high: number): number[] =>
  Array.from({ length: count }, () => random.int(low, high));

/** `37*48+15` */
function arithmetic(random: Random): Question {
  const [a, b] = numbers(random, 2, 12, 98);
  const c = random.int(1, 99);
  const minus = random.uniform() < 0.5;
  const prompt = `${a}*${b}${minus ? '-' : '+'}${c}`;
  return { prompt, code: prompt, answer: String(a * b + (minus ? -c : c)) };
}

/** `sum 17,42,8` or `sum square 7,3,9`. */
function sum(random: Random): Question {
  const square = random.uniform() < 0.5;
  const list = numbers(random, random.int(3, 4), square ? 2 : 10, square ? 19 : 99);
  const items = list.join(',');
  const total = list.reduce((sum, x) => sum + (square ? x ** 2 : x), 0);
  const prompt = `sum ${square ? 'square ' : ''}${items}`;
  return { prompt, code: `[${items}]${square ? '.map(x=>x**2)' : ''}.reduce((p,q)=>p+q)`, answer: String(total) };
}

/** Few, so that a tiny model soon knows them all. */
const LETTERS = [...'abcdefgh'];

/** `reverse hadegf` or `sort hadegf`. */
function word(random: Random): Question {
  const letters = Array.from({ length: random.int(5, 7) }, () => random.pick(LETTERS));
  const text = letters.join('');
  const how = random.uniform() < 0.5 ? 'sort' : 'reverse';
  const answer = (how === 'sort' ? letters.sort() : letters.reverse()).join('');
  return { prompt: `${how} ${text}`, code: `"${text}".split("").${how}().join("")`, answer };
}

const LEVEL: readonly Draw[] = [arithmetic, sum, word];

const LEVELS = LEVEL.map((_, i) => i + 1);

/** One question in eight is held out, by a hash of its text. */
const assignSplit = ({ prompt }: Question): Split => (hash32(`compute ${prompt}`) % 8 === 0 ? 'heldout' : 'train');

/** A question of a level and split. */
function drawQuestion(split: Split, level: number, random: Random): Question {
  for (;;) {
    const question = LEVEL[level - 1](random);
    if (assignSplit(question) === split) return question;
  }
}

const NAME = 'compute';

export function compute(): TaskSet {
  return {
    name: NAME,
    levels: LEVELS,
    size: () => Number.POSITIVE_INFINITY,
    problem(split, seed, index, levels = LEVELS): Problem {
      const { level, at } = levelAt(index, availableLevels(levels, LEVELS, NAME));
      const { prompt, answer } = drawQuestion(split, level, new Random(seed, NAME, split, level, at));
      return {
        id: `${NAME}/${prompt.replaceAll(' ', '-')}`,
        prompt: `${prompt}\n`,
        kind: 'answer',
        tests: [{ stdout: answer }],
        reference: answer,
        family: NAME,
        level,
      };
    },
  };
}

/** How the engine begins to complain about a parenthesis that is missing; the model is shown about so much of it. */
const COMPLAINT = 'SyntaxError: ex';

const call = (program: string, output: string) => `<|code|>${program}<|output|>${output}<|turn|>`;

function drawn(seed: number, index: number, { corpus_deep }: CorpusOptions) {
  const random = new Random(seed, 'corpus', 'compute', index);
  const level = random.uniform() < corpus_deep ? random.int(2, LEVELS.length) : 1;
  return { random, ...drawQuestion('train', level, random) };
}

/** The index-th row of a seed: a call and the answer that it gives. */
export function computeCorpusRow(seed: number, index: number, options: CorpusOptions) {
  const { random, prompt, code, answer } = drawn(seed, index, options);
  const broken = random.uniform() < options.corpus_variety ? call(`print(${code}`, COMPLAINT) : '';
  return { prompt: `${prompt}\n`, completion: `${broken}${call(`print(${code})`, answer)}${answer}`, turns: true };
}

/** The same question with the answer alone: for a model that must do without a tool. */
export function directCorpusRow(seed: number, index: number, options: CorpusOptions) {
  const { prompt, answer } = drawn(seed, index, options);
  return { prompt: `${prompt}\n`, completion: answer };
}
