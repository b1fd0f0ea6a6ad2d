/**
 * What a model learns the form of calls from: right trajectories for training questions, in the special tokens of
 * `rl/interpreter.ts`. In some the first program lacks its last parenthesis, and is put right after the error.
 */
import { Random } from '../../common/random';
import type { CorpusOptions } from '../spec-to-function/corpus';
import { drawQuestion, LEVELS } from './question';

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
