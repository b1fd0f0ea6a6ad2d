/** Random values for property tests. */
import type { Random } from '../../src/common/random';
import type { TaggedValue } from '../../src/sandbox/types';

/** A random value of every kind the judge knows. */
export function randomValue(random: Random, depth = 0): TaggedValue {
  const many = (make: () => TaggedValue) => Array.from({ length: random.int(0, 3) }, make);
  const inner = () => randomValue(random, depth + 1);
  const text = () =>
    Array.from({ length: random.int(0, 6) }, () =>
      random.pick(['a', '~', '"', '\\', '0', '\u0000', '\n', 'é', '\ud800', '😀', '\u2028', '__proto__', '$', ',']),
    ).join('');
  const leaves: (() => TaggedValue)[] = [
    () => null,
    () => random.uniform() < 0.5,
    () => random.int(-5, 5),
    () => random.normal() * 10 ** random.int(-300, 300),
    () => random.bits() * 2 ** random.int(-1000, 900),
    text,
    () => ({ $: random.pick(['undefined', 'nan', 'inf', '-inf', '-0']) }),
    () => ({ $: 'bigint', v: String(BigInt(random.int(-9, 9)) ** BigInt(random.int(0, 40))) }),
    () => ({ $: 'date', v: random.pick([0, -1, 1e12, null]) }),
    () => ({ $: 'regexp', v: [random.pick(['', 'a/b', '[/]', '\\d+', '\n']), random.pick(['', 'yg', 'imsu'])] }),
    () => ({ $: 'typed', k: random.pick(['Uint8Array', 'Float64Array']), v: [1, 2, random.int(0, 255)] }),
    () => ({ $: 'typed', k: 'BigInt64Array', v: [{ $: 'bigint', v: '-7' }] }),
  ];
  if (depth > 3 || random.uniform() < 0.4) return random.pick(leaves)();
  const key = () => `${text()}${random.int(0, 99)}`;
  return random.pick<() => TaggedValue>([
    () => many(inner),
    () => [...many(inner), { $: 'hole' }],
    () => ({ $: 'obj', v: many(() => [key(), inner()]) }),
    () => ({
      $: 'obj',
      v: [
        ['__proto__', inner()],
        ['$', 'nan'],
        ['10', 1],
        ['9', 2],
      ],
    }),
    () => ({
      $: 'map',
      v: [
        [1, inner()],
        ['1', inner()],
        [many(inner), inner()],
      ],
    }),
    () => ({ $: 'set', v: [1, '1', { $: 'nan' }, many(inner)] }),
  ])();
}
