/** The corpora of supervised training, by the names of the built-in task sets. */
import { lookUp, splitNames } from '../common/names';
import { computeCorpusRow, directCorpusRow } from './compute';
import { FAMILIES } from './families';
import { familyCorpusRow } from './families/corpus';
import { type CorpusOptions, corpusRow } from './spec-to-function/corpus';

/** A prompt and a completion to imitate. */
export interface Example {
  prompt: string;
  completion: string;
  /** It has turns: special tokens in it count as such, and what follows `<|output|>`, up to `<|turn|>`, is not imitated. */
  turns?: boolean;
}

type Corpus = (seed: number, index: number, options: CorpusOptions) => Example;

const CORPORA: Record<string, readonly Corpus[]> = {
  'spec-to-function': [corpusRow],
  ...Object.fromEntries(FAMILIES.map((family) => [family.name, [familyCorpus(family)]])),
  families: FAMILIES.map(familyCorpus),
  compute: [computeCorpusRow],
  'compute-direct': [directCorpusRow],
};

function familyCorpus(family: (typeof FAMILIES)[number]): Corpus {
  return (seed, index, options) => familyCorpusRow(family, seed, index, options);
}

/** The rows of the corpora of one or several task sets joined by commas, in turn. */
export function openCorpus(tasks: string, seed: number, options: CorpusOptions): (index: number) => Example {
  const otherwise = '--train_file takes programs of your own';
  const corpora = splitNames(tasks).flatMap((name) => lookUp(CORPORA, name, 'tasks: no corpus of', otherwise));
  return (index) => corpora[index % corpora.length](seed, Math.floor(index / corpora.length), options);
}
