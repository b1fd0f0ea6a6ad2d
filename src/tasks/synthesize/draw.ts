/** Values of a domain by lot: some of them within what was seen, the others somewhat beyond. */
import type { Random } from '../../common/random';
import type { TaggedValue } from '../../sandbox/types';
import { type Domain, type Fields, kindOf, type Lists } from './domain';

/** A value of the kind of one that was seen. */
export function draw(domain: Domain, random: Random): TaggedValue {
  const like = random.pick(domain.seen);
  switch (kindOf(like)) {
    case 'number':
      return drawNumber(domain.numbers!, random);
    case 'text':
      return drawText(domain.texts!, random);
    case 'flag':
      return random.int(0, 1) === 1;
    case 'list':
      return drawList(domain.lists!, random);
    case 'record':
      return drawRecord(domain.records!, random);
    case 'other':
      return like;
  }
}

const isLucky = (random: Random): boolean => random.int(0, 1) === 1;

function drawNumber({ low, high, whole }: NonNullable<Domain['numbers']>, random: Random): number {
  const span = high - low;
  const margin = random.pick([0, Math.max(2, Math.ceil(span / 2)), Math.max(10, Math.ceil(2 * span))]);
  if (whole) return random.int(low - margin, high + margin);
  const value = low - margin + random.uniform() * (span + 2 * margin);
  return Math.round(value * 100) / 100 + 0; // no negative zero
}

function drawText({ letters, pieces, longest }: NonNullable<Domain['texts']>, random: Random): string {
  const most = isLucky(random) ? longest : longest + 4;
  if (letters.length === 0) return '';
  if (pieces.length > 1 && isLucky(random)) {
    // Words and what stands between them, as they may come.
    let text = '';
    while ([...text].length < most && random.int(0, pieces.length) > 0) text += random.pick(pieces);
    return [...text].slice(0, most).join('');
  }
  // Of few letters, so that some come twice.
  const few = random.shuffle(letters).slice(0, random.int(1, letters.length));
  return Array.from({ length: random.int(0, most) }, () => random.pick(few)).join('');
}

function drawList({ items, places, shortest, longest, rising }: Lists, random: Random): TaggedValue[] {
  if (places) return places.map((place) => draw(place, random));
  if (items.seen.length === 0) return [];
  const length = isLucky(random) ? random.int(shortest, longest) : random.int(0, longest + 2);
  const list: TaggedValue[] = [];
  while (list.length < length) {
    list.push(list.length > 0 && random.int(0, 3) === 0 ? random.pick(list) : draw(items, random));
  }
  return rising ? list.sort((a, b) => (a as number) - (b as number)) : list;
}

function drawRecord(records: NonNullable<Domain['records']>, random: Random): Fields {
  const chosen = [...records].filter(([, { always }]) => always || isLucky(random));
  return Object.fromEntries(chosen.map(([key, { domain }]) => [key, draw(domain, random)]));
}
