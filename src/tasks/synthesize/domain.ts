/** What the values at one place look like, as far as the known ones tell: the type of an argument, and of its parts. */
import type { TaggedValue } from '../../sandbox/types';
import { canonical } from '../../sandbox/values';

export interface Domain {
  /** The different values seen. */
  seen: readonly TaggedValue[];
  /** Of each kind among them, what all of that kind have in common. */
  numbers?: { low: number; high: number; whole: boolean };
  texts?: { letters: readonly string[]; pieces: readonly string[]; longest: number };
  lists?: Lists;
  records?: ReadonlyMap<string, { domain: Domain; always: boolean }>;
}

export interface Lists {
  items: Domain;
  /** A domain for each place, where lists are as long as each other and hold different kinds: `['a', 1]`. */
  places?: readonly Domain[];
  shortest: number;
  longest: number;
  /** Numbers in order, wherever there are several: to search in, perhaps. */
  rising: boolean;
}

/** A record is a plain object; what JSON lacks, and null, is `other`. */
type Kind = 'number' | 'text' | 'flag' | 'list' | 'record' | 'other';
export type Fields = { [key: string]: TaggedValue };

export function kindOf(value: TaggedValue): Kind {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'flag';
  }
  if (Array.isArray(value)) return 'list';
  return value === null || Object.hasOwn(value, '$') ? 'other' : 'record';
}

export function learn(values: readonly TaggedValue[]): Domain {
  const seen = [...new Map(values.map((value) => [canonical(value), value])).values()];
  const domain: Domain = { seen };
  const numbers = seen.filter((value) => typeof value === 'number');
  if (numbers.length > 0) {
    domain.numbers = { low: Math.min(...numbers), high: Math.max(...numbers), whole: numbers.every(Number.isInteger) };
  }
  const texts = seen.filter((value) => typeof value === 'string');
  if (texts.length > 0) {
    const letters = [...new Set(texts.flatMap((text) => [...text]))];
    const pieces = [...new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]+/gu) ?? []))];
    domain.texts = { letters, pieces, longest: Math.max(...texts.map((text) => [...text].length)) };
  }
  const lists = seen.filter((value) => Array.isArray(value));
  if (lists.length > 0) domain.lists = learnLists(lists);
  const records = seen.filter((value) => kindOf(value) === 'record') as Fields[];
  if (records.length > 0) {
    const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
    domain.records = new Map(
      keys.map((key) => {
        const having = records.filter((record) => Object.hasOwn(record, key));
        return [key, { domain: learn(having.map((record) => record[key])), always: having.length === records.length }];
      }),
    );
  }
  return domain;
}

function learnLists(lists: readonly TaggedValue[][]): Lists {
  const lengths = lists.map(({ length }) => length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const several = lists.filter(({ length }) => length > 1);
  const found: Lists = {
    items: learn(lists.flat(1)),
    shortest,
    longest,
    rising: several.length > 1 && several.every(isRising),
  };
  if (shortest === longest && lists.every((list) => new Set(list.map(kindOf)).size > 1)) {
    found.places = Array.from({ length: longest }, (_, place) => learn(lists.map((list) => list[place])));
  }
  return found;
}

const isRising = (list: readonly TaggedValue[]): boolean =>
  list.every((value, i) => typeof value === 'number' && (i === 0 || (list[i - 1] as number) <= value));

/** Whether a value is like those seen: numbers between them, texts of their letters, lists no shorter and no longer. */
export function isLike(domain: Domain, value: TaggedValue): boolean {
  const { seen, numbers, texts, lists, records } = domain;
  const among = () => seen.some((one) => canonical(one) === canonical(value));
  switch (kindOf(value)) {
    case 'number': {
      if (!numbers || (numbers.whole && !Number.isInteger(value))) return false;
      return numbers.low <= (value as number) && (value as number) <= numbers.high;
    }
    case 'text': {
      const letters = [...(value as string)];
      if (!texts || letters.length > texts.longest || (letters.length === 0 && !among())) return false;
      return letters.every((letter) => texts.letters.includes(letter));
    }
    case 'flag':
      return seen.some((one) => typeof one === 'boolean');
    case 'list': {
      const list = value as TaggedValue[];
      if (!lists || list.length < lists.shortest || list.length > lists.longest) return false;
      if (lists.rising && !isRising(list)) return false;
      return list.every((item, place) => isLike(lists.places?.[place] ?? lists.items, item));
    }
    case 'record': {
      const fields = value as Fields;
      if (!records || Object.keys(fields).some((key) => !records.has(key))) return false;
      return [...records].every(([key, { domain, always }]) =>
        Object.hasOwn(fields, key) ? isLike(domain, fields[key]) : !always,
      );
    }
    case 'other':
      return among();
  }
}
