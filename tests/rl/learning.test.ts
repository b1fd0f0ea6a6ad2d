import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Judge } from '../../src/sandbox/types';
import { openTaskSet } from '../../src/tasks/registry';
import { useGpu } from '../kernels/testing';
import { type Files, run } from './memory-run';

const context = useGpu({ robust: false });
const BASE = fileURLToPath(new URL('../../models/base/', import.meta.url));
let judge: Judge;

beforeAll(() => {
  judge = openNodeJudge();
});
afterAll(() => judge.close());

it('eight steps from the shipped base raise held-out pass@1 by more than chance could', async () => {
  const model: Files = new Map(readdirSync(BASE).map((name) => [name, new Uint8Array(readFileSync(BASE + name))]));
  const { metrics } = await run(
    { gpu: context.gpu, judge, tasks: openTaskSet('spec-to-function'), model },
    { max_steps: 8, eval_steps: 0, save_steps: 0, eval_problems: 128 },
  );
  const [before, after] = metrics.filter((row) => 'eval/pass@1' in row);
  // The intervals are over problems: that they do not even touch is more than a lucky draw of programs.
  expect(after['eval/pass@1_low']).toBeGreaterThan(before['eval/pass@1_high']);
  expect(after['eval/pass@1']).toBeGreaterThan(before['eval/pass@1'] + 0.12);
  const updates = metrics.filter((row) => 'grad_norm' in row);
  expect(updates.map((row) => row['sampling/sampling_logp_difference/max'])).toEqual(updates.map(() => 0));
  expect(updates.at(-1)!.reward).toBeGreaterThan(updates[0].reward);
});
