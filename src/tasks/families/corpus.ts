/**
 * What the base model of the families learns from before any reward: prompts of training functions, and programs of
 * which a share is wrong on purpose. A wrong program is a neighbour's, so it is well formed and nearly right: the model
 * learns to write such programs, and reinforcement learning which of them the examples ask for.
 */
import { InputError } from '../../common/errors';
import { hash32 } from '../../common/hash';
import { Random } from '../../common/random';
import type { CorpusOptions } from '../spec-to-function/corpus';
import type { Family } from './family';
import { drawQuestion } from './question';
import { type FunctionClass, levelTable } from './table';

interface FamilyCorpusRow {
  /** The reference of the function that the prompt asks for. */
  asked: string;
  prompt: string;
  completion: string;
  level: number;
  correct: boolean;
}

/** The index-th row of a family's corpus under a seed. */
export function familyCorpusRow(family: Family, seed: number, index: number, options: CorpusOptions): FamilyCorpusRow {
  const random = new Random(seed, 'corpus', family.name, index);
  const { levels } = family;
  const isDeep = levels.length > 1 && random.uniform() < options.corpus_deep;
  const level = isDeep ? random.int(2, levels.length) : 1;
  const from = levels[level - 1];
  const { table, functions } = levelTable(from);
  const known = functions.train.filter((one) => isKnown(one, options.corpus_functions));
  if (known.length === 0) {
    throw new InputError(
      `corpus_functions: ${options.corpus_functions} leaves no function of ${family.name}, level ${level}; use more`,
    );
  }
  const wanted = random.pick(known);
  const { prompt, broken } = drawQuestion(family, from, wanted, random);
  const near = table.neighbours(broken ?? wanted).filter((one) => one !== wanted && one.split === 'train');
  const isWrong = near.length > 0 && random.uniform() < options.corpus_mutated;
  const written = isWrong ? random.pick(near) : wanted;
  const varies = random.uniform() < options.corpus_variety;
  const completion = varies ? random.pick(written.programs) : written.programs[0];
  return { asked: wanted.programs[0], prompt, completion, level, correct: !isWrong };
}

/** Whether a function is among the share of the training ones that the corpus may ask for. */
function isKnown({ programs }: FunctionClass, share: number): boolean {
  return share >= 1 || hash32(`known ${programs[0]}`) < share * 2 ** 32;
}
