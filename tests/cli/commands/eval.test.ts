import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { kata } from '../terminal';

const { at } = useFolder();
let set: string;
beforeAll(async () => {
  set = at('set.jsonl');
  const printed = async (split: string) =>
    (await kata('tasks', 'print', '--json', '--n', '4', '--levels', '1,2', '--split', split)).out;
  const rows = [...(await printed('train')), ...(await printed('heldout'))].map((line, i) => ({
    ...JSON.parse(line),
    family: i % 2 ? 'odd' : 'even',
  }));
  writeFileSync(set, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
const evaluate = (...args: string[]) => kata('eval', '--tasks', set, '--adapter', 'software', ...args);

describe('kata eval', () => {
  test('measures with intervals, as a whole and by family and level', async () => {
    const { code, out } = await evaluate('--split', 'all', '--samples', '4', '--k', '1,3', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(out[0]);
    expect(result).toMatchObject({ problems: 8, samples: 4, temperature: 1, top_p: 1, top_k: 0, seed: 0, unjudged: 0 });
    for (const name of ['pass@1', 'pass@3', 'avg@4', 'maj@3', 'best@1', 'best@3'].map((measure) => `eval/${measure}`)) {
      expect(result[name], name).toBeGreaterThanOrEqual(result[`${name}_low`]);
      expect(result[name], name).toBeLessThanOrEqual(result[`${name}_high`]);
    }
    expect(result['eval/avg@4']).toBeCloseTo(result['eval/pass@1'], 12);
    expect(result['eval/pass@3']).toBeGreaterThanOrEqual(result['eval/pass@1']);
    // Tests passed are more than programs passed, and the best of three has more than one.
    expect(result['eval/best@1']).toBeGreaterThanOrEqual(result['eval/pass@1']);
    expect(result['eval/best@3']).toBeGreaterThanOrEqual(result['eval/best@1']);
    for (const by of ['family', 'level']) {
      const parts = Object.values<{ problems: number; 'eval/pass@1': number }>(result.by[by]);
      expect(parts.reduce((sum, { problems }) => sum + problems, 0)).toBe(8);
      const whole = parts.reduce((sum, part) => sum + (part.problems * part['eval/pass@1']) / 8, 0);
      expect(whole).toBeCloseTo(result['eval/pass@1'], 12);
    }
    expect((await evaluate('--split', 'all', '--samples', '4', '--k', '1,3', '--json')).out).toEqual(out);
  });

  test('says how it was measured', async () => {
    const { out } = await evaluate('--samples', '2', '--k', '1', '--seed', '3');
    const text = out.join('\n');
    expect(text).toMatch(
      /on .*set\.jsonl: 4 problems × 2 programs, temperature 1, top_k off, top_p 1, min_p 0, seed 3/,
    );
    expect(text).toMatch(/^pass@1 +\d\.\d{3} \[\d\.\d{3}, \d\.\d{3}\]$/m);
    expect(text).toMatch(/^family +problems +pass@1 +avg@2 +best@1$/m);
    expect(text).toMatch(/^even +2 /m);
  });

  test('greedy is one program, the same under every seed', async () => {
    const greedy = (...more: string[]) => evaluate('--temperature', '0', '--json', ...more);
    const [a, b] = [await greedy('--seed', '1'), await greedy('--seed', '2')].map(({ out }) => JSON.parse(out[0]));
    expect(a).toMatchObject({ samples: 1, temperature: 0 });
    expect({ ...a, seed: 2 }).toEqual(b);
    // What min_p 1 leaves is the most likely token.
    const { out } = await evaluate('--min_p', '1', '--samples', '1', '--k', '1', '--json', '--seed', '1');
    expect({ ...JSON.parse(out[0]), temperature: 0, min_p: 0 }).toEqual(a);
    const { code, err } = await greedy('--samples', '4');
    expect([code, err[0]]).toEqual([2, expect.stringMatching(/temperature: 0 gives the same program every time/)]);
  });
});
