/** Which tests a problem is judged by: the same ones for all programs of its group. */
import { Random } from '../../common/random';
import type { TestSelectionOptions } from '../options/reward';

/** At most `max_tests` of the tests, in their own order. `key` seeds the draw: a step's problem. */
export function selectTests<T>(
  tests: readonly T[],
  { max_tests, test_selection }: TestSelectionOptions,
  seed: number,
  ...key: (string | number)[]
): T[] {
  if (max_tests === null || tests.length <= max_tests) return [...tests];
  const indices = tests.map((_, i) => i);
  const length = (i: number) => inputLength(tests[i]);
  const order =
    test_selection === 'longest'
      ? indices.sort((a, b) => length(b) - length(a) || a - b)
      : new Random(seed, 'tests', ...key).shuffle(indices);
  return order
    .slice(0, max_tests)
    .sort((a, b) => a - b)
    .map((i) => tests[i]);
}

/** Characters of what a test gives to the program. */
function inputLength(test: unknown): number {
  const { args, stdin, code } = test as { args?: unknown; stdin?: string; code?: string };
  return stdin?.length ?? code?.length ?? JSON.stringify(args ?? null).length;
}
