import { readFileSync } from 'node:fs';

/** Numbers computed independently of this project, in float64. */
const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8'));

// biome-ignore lint/suspicious/noExplicitAny: each section has its own shape, which its test knows.
export function section(name: string): any {
  return golden[name];
}
