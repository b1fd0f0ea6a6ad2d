/**
 * Candidate inputs of a function from its known ones, as a property-based tester makes them (Claessen and Hughes 2000):
 * values at the edges of their types, known inputs with a small change, and others of the same types by lot.
 */
import type { Random } from '../../common/random';
import type { TaggedValue } from '../../sandbox/types';
import { canonical } from '../../sandbox/values';
import { type Domain, isLike, learn } from './domain';
import { draw } from './draw';
import { edges } from './edges';
import { nudge } from './nudge';

export type Input = readonly TaggedValue[];

export interface InputOptions {
  /** Inputs at most. */
  candidates: number;
  /** Also inputs beyond what is known: negative numbers, empty texts, other letters. */
  beyond: boolean;
}

/** Draws that gave nothing new, after which there is nothing more to find. */
const PATIENCE = 400;
/** Characters of an input, as its canonical text: longer ones make a row heavy and tell no more. */
const LONGEST = 600;

export const inputText = (input: Input): string => input.map((arg) => canonical(arg)).join(', ');

/** Different inputs, none of which is `taken` (by its text); edges, changes and others in turn. */
export function candidateInputs(
  known: readonly Input[],
  taken: ReadonlySet<string>,
  { candidates, beyond }: InputOptions,
  random: Random,
): Input[] {
  const domains = learnDomains(known);
  const found = new Map<string, Input>();
  const atEdges = random.shuffle(domains.flatMap((domain, place) => edges(domain).map((edge) => ({ place, edge }))));
  const ways = [
    () => {
      const next = atEdges.pop();
      const fit = next && known.filter(({ length }) => length > next.place);
      return fit && random.pick(fit).with(next.place, next.edge);
    },
    () => {
      const input = random.pick(known);
      const place = random.int(0, input.length - 1);
      return input.with(place, nudge(input[place], domains[place], random));
    },
    () => random.pick(known).map((_, place) => draw(domains[place], random)),
  ];
  let idle = 0;
  for (let turn = 0; found.size < candidates && idle < PATIENCE; turn++) {
    const input = ways[turn % ways.length]();
    idle++;
    if (!input || (!beyond && !input.every((arg, place) => isLike(domains[place], arg)))) continue;
    const text = inputText(input);
    if (taken.has(text) || found.has(text) || text.length > LONGEST) continue;
    found.set(text, input);
    idle = 0;
  }
  return [...found.values()];
}

/** A domain for each argument; later ones may be missing from some inputs. */
function learnDomains(known: readonly Input[]): Domain[] {
  const most = Math.max(...known.map(({ length }) => length));
  return Array.from({ length: most }, (_, place) =>
    learn(known.filter(({ length }) => length > place).map((input) => input[place])),
  );
}
