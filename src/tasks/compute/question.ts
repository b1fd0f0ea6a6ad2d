/** What the family `compute` asks: too much to do in one's head, and one line of code. */
import { hash32 } from '../../common/hash';
import type { Random } from '../../common/random';
import type { Split } from '../problem';

export interface Question {
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

export const LEVELS = LEVEL.map((_, i) => i + 1);

/** One question in eight is held out, by a hash of its text. */
const splitOf = ({ prompt }: Question): Split => (hash32(`compute ${prompt}`) % 8 === 0 ? 'heldout' : 'train');

/** A question of a level and split. */
export function drawQuestion(split: Split, level: number, random: Random): Question {
  for (;;) {
    const question = LEVEL[level - 1](random);
    if (splitOf(question) === split) return question;
  }
}
