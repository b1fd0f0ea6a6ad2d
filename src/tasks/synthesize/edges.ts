/** The values of a domain at which programs like to go wrong. */
import type { TaggedValue } from '../../sandbox/types';
import { type Domain, type Fields, kindOf, type Lists } from './domain';

/** Letters that a text may have and a programmer not think of: accented, of two code units, a blank, a capital, a digit. */
const STRANGERS = ['é', '😀', ' ', 'A', '0'];
/** Characters of a long text, items of a long list. */
const LONG = 40;

export function edges({ seen, numbers, texts, lists, records }: Domain): TaggedValue[] {
  return [
    ...(numbers ? numberEdges(numbers) : []),
    ...(texts ? textEdges(texts, seen) : []),
    ...(seen.some((value) => typeof value === 'boolean') ? [true, false] : []),
    ...(lists ? listEdges(lists, seen) : []),
    ...(records ? recordEdges(records, seen) : []),
    ...seen.filter((value) => kindOf(value) === 'other'),
  ];
}

function numberEdges({ low, high, whole }: NonNullable<Domain['numbers']>): number[] {
  const values = [0, 1, -1, 2, low, high, low - 1, high + 1, 0 - high, 10 * high];
  return whole ? values : [...values, 0.5, -0.5];
}

function textEdges({ letters }: NonNullable<Domain['texts']>, seen: readonly TaggedValue[]): string[] {
  const texts = seen.filter((value) => typeof value === 'string');
  const changed = texts.flatMap((text) => [
    [...text].reverse().join(''),
    text.toUpperCase(),
    text.toLowerCase(),
    text + text,
    ` ${text} `,
  ]);
  const long = texts.filter((text) => text !== '').map((text) => text.repeat(LONG).slice(0, LONG));
  const strange = STRANGERS.flatMap((letter) => [letter, (texts[0] ?? '') + letter]);
  return ['', ...letters, ...changed, ...long.slice(0, 1), ...strange];
}

function listEdges({ items, places, rising }: Lists, seen: readonly TaggedValue[]): TaggedValue[][] {
  const lists = seen.filter((value) => Array.isArray(value));
  if (places) return places.flatMap((place, i) => edges(place).map((edge) => lists[0].with(i, edge)));
  const single = edges(items);
  const changed = lists.flatMap((list) => [
    list.toReversed(),
    [...list, ...list],
    ...(list.length > 0 ? [list.slice(1), list.map(() => list[0])] : []),
  ]);
  const long = lists
    .filter((list) => list.length > 0)
    .map((list) => Array.from({ length: LONG }, (_, i) => list[i % list.length]));
  const all = [
    [],
    ...single.map((item) => [item]),
    ...single.map((item) => [item, item]),
    ...changed,
    ...long.slice(0, 1),
  ];
  return rising ? all.map((list) => list.toSorted((a, b) => (a as number) - (b as number))) : all;
}

/** A record that was seen with one field at an edge, or without one that is not always there. */
function recordEdges(records: NonNullable<Domain['records']>, seen: readonly TaggedValue[]): Fields[] {
  const [first] = seen.filter((value) => kindOf(value) === 'record') as Fields[];
  return [...records].flatMap(([key, { domain, always }]) => {
    const { [key]: _, ...without } = first;
    return [...edges(domain).map((edge) => ({ ...first, [key]: edge })), ...(always ? [] : [without])];
  });
}
