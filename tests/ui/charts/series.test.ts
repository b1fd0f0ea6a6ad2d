import { expect, test } from 'vitest';
import { lastValue, runCharts, sampledRows } from '../../../src/ui/charts/series';
import { emptyRun, type RunState, reduce } from '../../../src/ui/session/run-state';
import { syntheticRun } from '../synthetic-run';

async function run(max_steps: number, loss_type?: string): Promise<RunState> {
  let state = emptyRun;
  for await (const event of syntheticRun({ max_steps, loss_type })) state = reduce(state, event);
  return state;
}

test('before a run the charts are there and empty', () => {
  const charts = runCharts(emptyRun);
  expect(charts).toHaveLength(4);
  for (const chart of charts) {
    expect(chart.steps).toEqual([]);
    expect(sampledRows(chart, 10)).toEqual([]);
    expect(chart.lines.map((line) => lastValue(line))).toEqual(chart.lines.map(() => undefined));
  }
});

test('reward and held-out scores share their steps, with gaps where one was not measured', async () => {
  const [chart] = runCharts(await run(11));
  const [reward, score] = chart.lines;
  expect(chart.steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(reward.values[0]).toBeNull();
  expect(reward.values.slice(1).every((value) => value !== null)).toBe(true);
  expect(score.values.flatMap((value, i) => (value === null ? [] : [i]))).toEqual([0, 10, 11]);
  expect(lastValue(score, 9)).toBe(score.values[0]);
});

test('groups with something to learn are those whose rewards differ', () => {
  const update = { type: 'update', step: 1, metrics: { frac_reward_zero_std: 0.25 } } as const;
  const [reward, groups] = runCharts(reduce(emptyRun, update));
  expect(groups.lines[0].values).toEqual([0.75]);
  expect(reward.lines[0].values).toEqual([null]);
});

test('the score of a reward model is drawn as it is, beside what the tests say', () => {
  const info = { adapter: '', backend: '', software: true, parameters: 1, first_step: 1, max_steps: 2 };
  const start = { type: 'start', run: { ...info, options: { reward_model: 'models/reward' } } } as const;
  const update = { type: 'update', step: 1, metrics: { reward: 2.2, 'sandbox/pass_frac': 0.1 } } as const;
  const [chart] = runCharts(reduce(reduce(emptyRun, start), update));
  expect(chart.share).toBe(false);
  expect(chart.lines.map(({ label, values }) => [label, values])).toEqual([
    ['reward', [2.2]],
    ['passed the tests', [0.1]],
    ['held-out pass@1', [null]],
  ]);
});

test('the title of the clip chart says what the loss does out there', async () => {
  const title = async (loss: string) => runCharts(await run(1, loss))[3].title;
  expect(await title('gppo')).toContain('GPPO');
  expect(await title('cispo')).toContain('weight');
  expect(await title('dapo')).toBe('tokens outside the clip');
});

test.each([1, 5, 12, 500])('the table of %i steps is short and holds the first and the last', async (steps) => {
  const chart = runCharts(await run(steps))[2];
  const rows = sampledRows(chart, 12);
  expect(rows.length).toBe(Math.min(steps, 12));
  expect(rows.at(-1)?.[0]).toBe(steps);
  expect(rows[0][0]).toBe(1);
  expect(new Set(rows.map(([step]) => step)).size).toBe(rows.length);
});
