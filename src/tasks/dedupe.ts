/**
 * Finds problems that are there twice, or that an evaluation set asks as well: by their text, by runs of words that they
 * share (Klear-Reasoner: exact and 9-gram) and by the likeness of their embeddings (Skywork-OR1).
 */
import { distinctNgrams, NgramIndex } from './ngrams';
import { isFunction, type Problem } from './problem';

interface DedupeOptions {
  /** Words of a run; 0: runs are not looked at. */
  ngram: number;
  /** The share of a problem's runs that another must hold at least; 0: one run is enough. */
  ngram_share: number;
  /** The cosine of two embeddings from which on they are the same problem. */
  threshold: number;
}

type DuplicateReason = 'exact' | 'ngram' | 'embedding';

/** A problem left out, and the one that stays. */
interface Duplicate {
  dropped: string;
  kept: string;
  /** The place of the one that stays: the set itself, or the sets it was compared with. */
  of: 'set' | 'against';
  reason: DuplicateReason;
  /** The share of the runs that both have, or the cosine; 1 for the same text. */
  likeness: number;
  /** A run that both have. */
  gram?: string;
}

export interface Dedupe {
  /** Places of the problems that stay, in their order. */
  kept: number[];
  duplicates: Duplicate[];
}

/** One vector a problem, of any length but zero. */
interface Embeddings {
  set: readonly Float32Array[];
  against: readonly Float32Array[];
}

/** Of problems that are alike the first stays; one that is like a problem of `against` never does. */
export function dedupe(
  set: readonly Problem[],
  against: readonly Problem[],
  { ngram, ngram_share, threshold }: DedupeOptions,
  embeddings?: Embeddings,
): Dedupe {
  const all = [...against, ...set];
  const first = against.length;
  const texts = new Map<string, number>();
  const runs = new NgramIndex();
  const vectors = embeddings && [...embeddings.against, ...embeddings.set].map(unit);
  const grams = all.map(({ prompt }) => (ngram > 0 ? distinctNgrams(prompt, ngram) : new Set<string>()));
  const known: number[] = [];
  const learn = (place: number) => {
    const text = normalizedText(all[place]);
    if (!texts.has(text)) texts.set(text, place);
    runs.add(place, grams[place]);
    known.push(place);
  };
  const find = (place: number): Found | undefined => {
    const same = texts.get(normalizedText(all[place]));
    if (same !== undefined) return { place: same, reason: 'exact', likeness: 1 };
    const near = runs.nearest(grams[place]);
    if (near && near.shared / grams[place].size >= ngram_share) {
      return { place: near.text, reason: 'ngram', likeness: near.shared / grams[place].size, gram: near.gram };
    }
    const alike = vectors && mostAlike(vectors, known, place);
    return alike && alike.likeness >= threshold ? { ...alike, reason: 'embedding' } : undefined;
  };

  for (let place = 0; place < first; place++) learn(place);
  const result: Dedupe = { kept: [], duplicates: [] };
  for (let place = first; place < all.length; place++) {
    const found = find(place);
    if (!found) {
      learn(place);
      result.kept.push(place - first);
      continue;
    }
    const { place: other, ...how } = found;
    const of = other < first ? 'against' : 'set';
    result.duplicates.push({ dropped: all[place].id, kept: all[other].id, of, ...how });
  }
  return result;
}

interface Found extends Pick<Duplicate, 'reason' | 'likeness' | 'gram'> {
  place: number;
}

/** What a problem asks, blind to how its blanks are set. Case counts: it can be what is asked about. */
function normalizedText(problem: Problem): string {
  const entry = isFunction(problem) ? problem.entry : problem.kind;
  return `${entry}\n${problem.prompt.normalize('NFC').trim().replace(/\s+/g, ' ')}`;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / (length || 1));
}

function mostAlike(vectors: readonly Float32Array[], known: readonly number[], place: number) {
  let best: { place: number; likeness: number } | undefined;
  for (const other of known) {
    let likeness = 0;
    for (let i = 0; i < vectors[place].length; i++) likeness += vectors[place][i] * vectors[other][i];
    if (!best || likeness > best.likeness) best = { place: other, likeness };
  }
  return best;
}
