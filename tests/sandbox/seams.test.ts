import { expect, test } from 'vitest';
import { Random } from '../../src/common/random';
import { Engine } from '../../src/sandbox/engine';
import { attacks, canary, legit, timeless, verdict } from './corpus';
import { seams } from './seams';
import { quickjsWasm } from './wasm';

const engine = new Engine(quickjsWasm);

test.each(seams.map((seam) => [seam.name, seam] as const))('%s', async (_, { task, program }) => {
  const answer = verdict(await engine.judge({ task, program }));
  expect(answer.status, JSON.stringify(answer)).not.toBe('pass');
  expect(await engine.judge(canary)).toMatchObject({ status: 'pass' });
});

/** A program with some characters lost, doubled, swapped with others or taken from another program. */
function mangled(random: Random, source: string, other: string): string {
  let text = source;
  for (let n = random.int(1, 6); n > 0; n--) {
    const [at, length] = [random.int(0, text.length), random.int(0, 12)];
    const from = random.int(0, other.length);
    const put = random.pick([
      '',
      text.slice(at, at + 2 * length),
      other.slice(from, from + length),
      '}',
      '\0',
      '\ud800',
    ]);
    text = text.slice(0, at) + put + text.slice(at + length);
  }
  return text;
}

test('400 random programs get a verdict each, the same twice, and leave the judge in order', async () => {
  const random = new Random(6, 'programs');
  const sources = [...legit, ...attacks].filter(({ code }) => code.length < 400);
  const task = { entry: 'f', tests: [{ args: [], expected: { $: 'bigint', v: '471147114711' } }] };
  for (let i = 0; i < 400; i++) {
    const program = mangled(random, random.pick(sources).code, random.pick(sources).code);
    const limited = { task: i % 2 ? task : random.pick(sources).task, program, stop_at_first_failure: true };
    const first = timeless(await quick.judge(limited));
    if (i % 2) expect(first.status, program).not.toBe('pass');
    if (!first.decided_by_clock) expect(timeless(await quick.judge(limited)), program).toEqual(first);
  }
  expect(await quick.judge(canary)).toMatchObject({ status: 'pass' });
});
const quick = new Engine(quickjsWasm, { fuel: 20, wall_ms: 400 });
