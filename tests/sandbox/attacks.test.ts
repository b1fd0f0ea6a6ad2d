import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../src/sandbox/engine';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Pool } from '../../src/sandbox/pool';
import { attacks, canary, legit, repeatable, timeless, verdict } from './corpus';
import { quickjsWasm } from './wasm';

/** The attacks through worker threads, as in a training run. */
let judge: Pool;
const memory: number[] = [];

beforeAll(async () => {
  judge = openNodeJudge({ judge_workers: 2, cached_verdicts: 0 });
  await judge.judge([canary, canary]);
  memory.push(process.memoryUsage.rss());
});
afterAll(() => judge.close());

describe('attacks', () => {
  test('none earns reward, each ends as it should, and an honest program passes right after each', async () => {
    const wrong: string[] = [];
    // Both workers are kept at it: each attack is followed, on whichever worker is free, by honest programs.
    await Promise.all(
      [0, 1].map(async (lane) => {
        for (let i = lane; i < attacks.length; i += 2) {
          const { name, task, code, must, also = [] } = attacks[i];
          const [attack, ...after] = (await judge.judge([{ task, program: code }, canary, canary])).map(verdict);
          if (![must, ...also].includes(attack.status)) wrong.push(`${name}: ${JSON.stringify(attack)}`);
          if (after.some(({ status }) => status !== 'pass')) wrong.push(`${name}: the canary died`);
          memory.push(process.memoryUsage.rss());
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(judge.statistics().workers_replaced).toBeLessThanOrEqual(20);
    const grown = (Math.max(...memory) - memory[0]) / 2 ** 20;
    expect(grown).toBeLessThan(100);
  });

  test('honest programs pass after all of it', async () => {
    const answers = await judge.judge(legit.map(({ task, code }) => ({ task, program: code })));
    expect(answers.map((answer) => verdict(answer).status)).toEqual(legit.map(() => 'pass'));
  });

  test.each([1, 4])('the same program judged a hundred times on %i workers gets the same verdict', async (workers) => {
    const pool = openNodeJudge({ judge_workers: workers, cached_verdicts: 0 });
    const engine = new Engine(quickjsWasm);
    try {
      for (const job of repeatable) {
        const alone = timeless(await engine.judge(job));
        const answers = await pool.judge(Array.from({ length: 100 }, () => job));
        expect(new Set(answers.map((answer) => JSON.stringify(timeless(answer))))).toEqual(
          new Set([JSON.stringify(alone)]),
        );
      }
    } finally {
      await pool.close();
    }
  });
});
