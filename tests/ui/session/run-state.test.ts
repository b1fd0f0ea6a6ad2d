import { expect, test } from 'vitest';
import type { TrainEvent } from '../../../src/rl/records/events';
import {
  emptyRun,
  groupToShow,
  optionsAt,
  type RunState,
  reduce,
  scoreOf,
  secondsLeft,
  stateAt,
  timesOf,
} from '../../../src/ui/session/run-state';
import { summary } from '../../../src/ui/shell/announcer';
import { syntheticGroups, syntheticRun } from '../synthetic-run';

async function runUntil(isLast: (event: TrainEvent) => boolean, max_steps = 12): Promise<RunState> {
  let state = emptyRun;
  for await (const event of syntheticRun({ max_steps })) {
    state = reduce(state, event);
    if (isLast(event)) break;
  }
  return state;
}

test('a whole run leaves its history', async () => {
  const state = await runUntil(() => false);
  expect(state.step).toBe(12);
  expect(state.updates.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(state.evaluations.map(({ step }) => step)).toEqual([0, 10, 12]);
  expect(state.groups).toMatchObject({ step: 12, judged: true });
  expect(state).toMatchObject({ end: 'done', phase: undefined, checkpoint: 'checkpoint-12' });
});

test('programs show before their first verdicts, and judged ones stay until the next are judged', async () => {
  const first = await runUntil(({ type }) => type === 'rollouts');
  expect(first.groups).toMatchObject({ step: 1, judged: false });
  const second = await runUntil((event) => event.type === 'rollouts' && event.step === 2);
  expect(second.groups).toMatchObject({ step: 1, judged: true });
  expect(second.written).toMatchObject({ step: 2, judged: false });
  expect(second.phase).toBe('rollout');
});

test('a new run forgets the one before, and one that goes on keeps what came before its step', async () => {
  const before = await runUntil(() => false);
  const start = (first_step: number) => ({ type: 'start', run: { ...before.info!, first_step } }) as const;
  expect(reduce(before, start(1))).toEqual({ ...emptyRun, info: start(1).run });
  const going = reduce(before, start(11));
  expect(going).toMatchObject({ step: 10, info: start(11).run });
  expect(going.groups ?? going.end).toBeUndefined();
  expect(going.updates).toEqual(before.updates.slice(0, 10));
  expect(going.evaluations.map(({ step }) => step)).toEqual([0, 10]);
});

test('a look back at a step ends there', async () => {
  const state = await runUntil(() => false);
  const then = stateAt(state, 10);
  expect(then).toMatchObject({ info: state.info, step: 10 });
  expect(then.end).toBeUndefined();
  expect(then.updates).toEqual(state.updates.slice(0, 10));
  expect(then.evaluations.map(({ step }) => step)).toEqual([0, 10]);
});

test('reducing never changes a state that was handed out', async () => {
  const state = Object.freeze(await runUntil(({ type }) => type === 'update'));
  Object.freeze(state.updates);
  const next = reduce(state, { type: 'update', step: 2, metrics: { step_time: 1 } });
  expect(next.updates).toHaveLength(2);
  expect(state.updates).toHaveLength(1);
});

test('the group shown first is one with something to learn', () => {
  const groups = syntheticGroups(1);
  expect(groups[0].samples.every(({ advantage }) => advantage === 0)).toBe(true);
  const index = groupToShow({ step: 1, judged: true, groups });
  expect(index).toBeGreaterThan(0);
  expect(new Set(groups[index].samples.map(({ reward }) => reward)).size).toBe(2);
  expect(groupToShow({ step: 1, judged: true, groups: groups.slice(0, 1) })).toBe(0);
  expect(groupToShow({ step: 1, judged: false, groups: [] })).toBe(0);
});

test('the time left comes from the last few steps, all other times from the last one', async () => {
  expect(secondsLeft(emptyRun)).toBeUndefined();
  expect(timesOf(emptyRun)).toBeUndefined();
  let state = await runUntil(({ type }) => type === 'start');
  for (const [i, step_time] of [100, 1, 2, 3, 4, 5].entries()) {
    state = reduce(state, { type: 'update', step: i + 1, metrics: { step_time, 'time/judge': step_time / 2 } });
  }
  expect(timesOf(state)).toEqual({ step: 5, rollout: undefined, judge: 2.5, update: undefined });
  expect(secondsLeft(state)).toBe(3 * 6);
});

test('a score has its interval where there is one', () => {
  const metrics = { 'eval/pass@1': 0.5, 'eval/pass@1_low': 0.45, 'eval/pass@1_high': 0.57 };
  const { value, margin } = scoreOf({ step: 0, metrics });
  expect(value).toBe(0.5);
  expect(margin).toBeCloseTo(0.06, 12);
  expect(scoreOf({ step: 0, metrics: { 'eval/pass@1': 0.5 } }).margin).toBeUndefined();
});

test('the summary says where the run is', async () => {
  expect(summary(emptyRun)).toBe('');
  expect(summary(await runUntil(({ type }) => type === 'start'))).toBe('Step 0 of 12.');
  expect(summary(await runUntil(() => false))).toMatch(/^Step 12 of 12, reward 0\.\d\d, .* \d\d\u202f%, done\.$/);
});

const staged = (options: Record<string, unknown>): RunState => ({
  ...emptyRun,
  info: { options, adapter: '', backend: '', software: true, parameters: 1, first_step: 1, max_steps: 3 },
  updates: [
    { step: 1, metrics: { stage: 1 } },
    { step: 2, metrics: { stage: 2 } },
  ],
});

test("a step has the options of its stage over the run's", () => {
  const twoStages = staged({ epsilon: 0.2, delta: null, stages: [{ epsilon: 0.1, until: { step: 1 } }, { delta: 4 }] });
  expect(optionsAt(twoStages, 1)).toMatchObject({ epsilon: 0.1, delta: null });
  expect(optionsAt(twoStages, 2)).toMatchObject({ epsilon: 0.2, delta: 4 });
  expect(optionsAt(twoStages, 3)).toMatchObject({ epsilon: 0.2, delta: null });
  expect(optionsAt(staged({ epsilon: 0.2, stages: null }), 2)).toEqual({ epsilon: 0.2, stages: null });
  expect(optionsAt(emptyRun, 1)).toBeUndefined();
});
