/** Numbers computed independently of this project, in float64, and their tolerance. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export const goldenFile = (name: string) =>
  JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8'));

// biome-ignore lint/suspicious/noExplicitAny: each section has its own shape, which its test knows.
export const losses: any = goldenFile('losses');

export function expectGolden(actual: number, expected: number, label: string): void {
  const error = Math.abs(actual - expected);
  if (!(error <= 1e-6 + 1e-5 * Math.abs(expected))) expect.fail(`${label}: ${actual} instead of ${expected}`);
}

export function expectGoldens(actual: ArrayLike<number>, expected: ArrayLike<number>, label: string): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expectGolden(actual[i], expected[i], `${label} [${i}]`);
}
