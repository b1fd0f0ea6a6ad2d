/** Known values with one small change: they stay as well formed as they were, and a fault may show in the difference. */
import type { Random } from '../../common/random';
import type { TaggedValue } from '../../sandbox/types';
import { type Domain, type Fields, kindOf } from './domain';
import { draw } from './draw';

export function nudge(value: TaggedValue, domain: Domain, random: Random): TaggedValue {
  switch (kindOf(value)) {
    case 'number':
      return random.pick([1, -1, 2, -2]) + (value as number);
    case 'text':
      return changed(
        [...(value as string)],
        (letter) => letter,
        () => random.pick(domain.texts!.letters),
        random,
      ).join('');
    case 'flag':
      return !value;
    case 'list': {
      const { items, places, rising } = domain.lists!;
      const list = value as TaggedValue[];
      if (items.seen.length === 0) return list;
      if (places) {
        const place = random.int(0, places.length - 1);
        return list.with(place, nudge(list[place], places[place], random));
      }
      const next = changed(
        list,
        (item) => nudge(item, items, random),
        () => draw(items, random),
        random,
      );
      return rising ? next.sort((a, b) => (a as number) - (b as number)) : next;
    }
    case 'record': {
      const fields = value as Fields;
      const keys = Object.keys(fields);
      if (keys.length === 0) return fields;
      const key = random.pick(keys);
      return { ...fields, [key]: nudge(fields[key], domain.records!.get(key)!.domain, random) };
    }
    case 'other':
      return random.pick(domain.seen);
  }
}

/** A copy with one item gone, doubled, replaced, put in, or two of them exchanged. */
function changed<T>(items: readonly T[], other: (item: T) => T, another: () => T, random: Random): T[] {
  const copy = [...items];
  if (copy.length === 0) return [another()];
  const at = random.int(0, copy.length - 1);
  switch (random.int(0, 5)) {
    case 0:
      copy.splice(at, 1);
      break;
    case 1:
      copy.splice(at, 0, copy[at]);
      break;
    case 2:
      copy[at] = another();
      break;
    case 3:
      copy.splice(at, 0, another());
      break;
    case 4: {
      const to = random.int(0, copy.length - 1);
      [copy[at], copy[to]] = [copy[to], copy[at]];
      break;
    }
    default:
      copy[at] = other(copy[at]);
  }
  return copy;
}
