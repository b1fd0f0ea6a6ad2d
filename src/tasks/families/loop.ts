/**
 * Loops from examples.
 *
 *     n: 3=>7, 5=>16   ->   n=>{let s=1;for(let i=1;i<=n;i++)s+=i;return s}
 *
 * Level 1: a sum or a product. Level 2: a step that depends on the one before, or only some of the terms. Level 3: two
 * numbers carried along. Level 4: the digits of a number.
 */
import type { Family, Meaning, Space } from './family';

/** One assignment of a loop, by the variables it reads. */
interface Update {
  text: string;
  next(s: number, i: number): number;
}

const meaning = (parts: (string | number)[], apply: (n: number) => number, ...programs: string[]): Meaning => ({
  parts: parts.map(String),
  apply: (n) => apply(n as number),
  programs,
});

/** `for(let i=1;i<=n;i++)`, from a start value. */
function counting(start: number, { text, next }: Update, label: readonly (string | number)[]): Meaning {
  const apply = (n: number) => {
    let s = start;
    for (let i = 1; i <= n; i++) s = next(s, i);
    return s;
  };
  const program = (statement: string) => `n=>{let s=${start};for(let i=1;i<=n;i++)${statement};return s}`;
  return meaning([start, ...label], apply, program(text));
}

const sums: { label: (string | number)[]; update: Update }[] = [
  { label: ['i', ''], update: { text: 's+=i', next: (s, i) => s + i } },
  { label: ['i*i', ''], update: { text: 's+=i*i', next: (s, i) => s + i * i } },
  ...[2, 3].map((c) => ({
    label: ['i*', c],
    update: { text: `s+=i*${c}`, next: (s: number, i: number) => s + i * c },
  })),
  ...[1, 2].map((c) => ({
    label: ['i+', c],
    update: { text: `s+=i+${c}`, next: (s: number, i: number) => s + i + c },
  })),
  ...[2, 3].map((c) => ({
    label: ['i%', c],
    update: { text: `s+=i%${c}`, next: (s: number, i: number) => s + (i % c) },
  })),
];

const products: { label: (string | number)[]; update: Update }[] = [
  { label: ['*i', ''], update: { text: 's*=i', next: (s, i) => s * i } },
  ...[2, 3].map((c) => ({ label: ['*', c], update: { text: `s*=${c}`, next: (s: number) => s * c } })),
];

const sumsAndProducts = (): Meaning[] => [
  ...[0, 1, 2, 3, 4, 5].flatMap((start) => sums.map(({ label, update }) => counting(start, update, label))),
  ...[1, 2, 3, 4, 5].flatMap((start) => products.map(({ label, update }) => counting(start, update, label))),
];

function steps(): Meaning[] {
  const affine = [1, 2, 3].flatMap((start) =>
    [2, 3].flatMap((factor) => [
      ...[1, 2, 3].flatMap((c) => [
        counting(start, { text: `s=s*${factor}+${c}`, next: (s) => s * factor + c }, [factor, '+', c]),
        counting(start, { text: `s=s*${factor}-${c}`, next: (s) => s * factor - c }, [factor, '-', c]),
      ]),
      counting(start, { text: `s=s*${factor}+i`, next: (s, i) => s * factor + i }, [factor, '+', 'i']),
      counting(start, { text: `s=s*${factor}-i`, next: (s, i) => s * factor - i }, [factor, '-', 'i']),
      counting(start, { text: `s=i*${factor}-s`, next: (s, i) => i * factor - s }, [factor, '-s', 'i']),
    ]),
  );
  const conditions = [
    { text: 'i%2===0', holds: (i: number) => i % 2 === 0 },
    { text: 'i%2!==0', holds: (i: number) => i % 2 !== 0 },
    { text: 'i%3===0', holds: (i: number) => i % 3 === 0 },
    { text: 'i>2', holds: (i: number) => i > 2 },
  ];
  const some = [0, 1, 2].flatMap((start) =>
    conditions.flatMap(({ text, holds }) =>
      [...sums.slice(0, 3), ...products.slice(1)].map(({ label, update }) =>
        counting(start, { text: `if(${text})${update.text}`, next: (s, i) => (holds(i) ? update.next(s, i) : s) }, [
          text,
          ...label,
        ]),
      ),
    ),
  );
  return [...affine, ...some];
}

/** Two numbers carried along, as in Fibonacci's sequence. */
function recurrences(): Meaning[] {
  const nexts: { text: string; next(a: number, b: number): number }[] = [
    { text: 'a+b', next: (a, b) => a + b },
    { text: 'b-a', next: (a, b) => b - a },
    { text: 'a*b', next: (a, b) => a * b },
    { text: 'a+b+1', next: (a, b) => a + b + 1 },
    { text: 'a*2+b', next: (a, b) => a * 2 + b },
    { text: 'b*2-a', next: (a, b) => b * 2 - a },
    { text: 'b*2+a', next: (a, b) => b * 2 + a },
    { text: 'a*3-b', next: (a, b) => a * 3 - b },
  ];
  return [0, 1, 2, 3].flatMap((first) =>
    [0, 1, 2, 3].flatMap((second) =>
      nexts.map(({ text, next }) => {
        const apply = (n: number) => {
          let [a, b] = [first, second];
          for (let left = n; left > 0; left--) [a, b] = [b, next(a, b)];
          return a;
        };
        return meaning(
          [first, second, text],
          apply,
          `n=>{let a=${first},b=${second};for(;n>0;n--)[a,b]=[b,${text}];return a}`,
        );
      }),
    ),
  );
}

/** Loops over the digits of a number, the last one first. */
function digits(): Meaning[] {
  const updates: { text: string; next(s: number, d: number): number }[] = [
    { text: 's+=n%10', next: (s, d) => s + d },
    { text: 's+=n%10*2', next: (s, d) => s + d * 2 },
    { text: 's+=n%10+1', next: (s, d) => s + d + 1 },
    { text: 's+=n%2', next: (s, d) => s + (d % 2) },
    { text: 's++', next: (s) => s + 1 },
    { text: 's=n%10-s', next: (s, d) => d - s },
    { text: 's=s*2+n%10', next: (s, d) => s * 2 + d },
    { text: 's=s*10+n%10', next: (s, d) => s * 10 + d },
    { text: 's=Math.max(s,n%10)', next: (s, d) => Math.max(s, d) },
  ];
  return [0, 1, 2, 3].flatMap((start) =>
    updates.map(({ text, next }) => {
      const apply = (n: number) => {
        let s = start;
        for (let left = n; left > 0; left = Math.floor(left / 10)) s = next(s, left % 10);
        return s;
      };
      return meaning([start, text], apply, `n=>{let s=${start};for(;n>0;n=Math.floor(n/10))${text};return s}`);
    }),
  );
}

export const LOOPS: Space = {
  name: 'loop',
  levels: [sumsAndProducts, steps, recurrences],
  anchors: [[0], [1], [2]],
  drawShown: (random) => [random.int(3, 5)],
  drawHidden: (random) => [random.int(0, 14)],
  edges: [[0], [1], [2]],
};

const DIGITS: Space = {
  name: 'digits',
  levels: [digits],
  drawShown: (random) => [random.int(10, 99)],
  drawHidden: (random) => [random.int(0, random.pick([9, 99, 999, 9999]))],
  edges: [[0], [7], [10], [101]],
};

const opening = 'n: ';

export const loop: Family = {
  name: 'loop',
  description: 'Given examples of a number and a result, write the loop that computes it.',
  levels: [
    { space: LOOPS, level: 1, opening, examples: [4, 4] },
    { space: LOOPS, level: 2, opening, examples: [4, 5] },
    { space: LOOPS, level: 3, opening, examples: [4, 4] },
    { space: DIGITS, level: 1, opening, examples: [3, 4] },
  ],
};
