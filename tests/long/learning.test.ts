import { expect, it } from 'vitest';
import { eventsOf, shippedModel, updatesOf, useRuns } from '../rl/fixture';

const { run } = useRuns({ eval_steps: 0, save_steps: 0 }, () => shippedModel('base'));

it('eight steps from the shipped base raise held-out pass@1 by more than chance could', async () => {
  const ran = await run({ max_steps: 8, eval_problems: 128 });
  const [before, after] = eventsOf(ran, 'evaluation').map(({ metrics }) => metrics);
  // The intervals are over problems: that they do not even touch is more than a lucky draw of programs.
  expect(after['eval/pass@1_low']).toBeGreaterThan(before['eval/pass@1_high']);
  expect(after['eval/pass@1']).toBeGreaterThan(before['eval/pass@1'] + 0.12);
  const updates = updatesOf(ran);
  expect(updates.map((row) => row['sampling/sampling_logp_difference/max'])).toEqual(updates.map(() => 0));
  expect(updates.at(-1)!.reward).toBeGreaterThan(updates[0].reward);
});

it('four steps of r1-code-interpreter teach its base to call, and leave out what it never solves', async () => {
  const options = { recipe: 'r1-code-interpreter', max_steps: 4, train_problems: 24, eval_problems: 64 };
  const ran = await run(options, { model: shippedModel('interpreter') });
  const [before, after] = eventsOf(ran, 'evaluation').map(({ metrics }) => metrics);
  expect(after['eval/pass@1_low']).toBeGreaterThan(before['eval/pass@1_high']);
  const updates = updatesOf(ran);
  expect(updates.map((row) => row.stage)).toEqual([1, 1, 2, 2]);
  expect(updates[0]['tools/call_frequency']).toBeLessThan(0.75);
  expect(updates.at(-1)!['tools/call_frequency']).toBeGreaterThan(updates[0]['tools/call_frequency'] + 0.15);
  expect(updates.map((row) => row['sampling/sampling_logp_difference/max'])).toEqual(updates.map(() => 0));
  // Words, the third level, are beyond this base: their potential is 0, and no early stage asks for them.
  const levels = eventsOf(ran, 'rollouts').flatMap(({ groups }) => groups.map(({ problem }) => problem.level));
  expect(new Set(levels)).toEqual(new Set([1, 2]));
});
