/** An open lesson follows the trainer: whose runs they are, what comes next, and what is there again afterwards. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Metrics, TrainEvent } from '../../../src/rl/records/events';
import type { Lesson } from '../../../src/ui/lessons/lesson';
import { completed, LessonState } from '../../../src/ui/lessons/lesson-state';
import { arriveAtLesson, enterLesson, leaveLesson } from '../../../src/ui/lessons/open-lesson';
import { ended, metricValues } from '../../../src/ui/lessons/readings';
import { Driver } from '../../../src/ui/session/driver';
import type { RunStore } from '../../../src/ui/session/run-store';
import { Session } from '../../../src/ui/session/session';
import type { StartRun } from '../../../src/ui/session/trainer-api';
import { TEN_MINUTES } from '../../patience';
import { madeRun } from '../runs/made-runs';

let kept: Record<string, string>;

beforeEach(() => {
  kept = {};
  completed.value = [];
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
    pushState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
  });
  const storage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, text: string) => Object.assign(kept, { [key]: text }),
    removeItem: (key: string) => delete kept[key],
  };
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
});

afterEach(() => vi.unstubAllGlobals());

/** Runs whose reward is their seed, and whose options are those that were asked for. */
async function* run(options: Readonly<Record<string, string>>, steps: number): AsyncGenerator<TrainEvent> {
  const typed = Object.entries(options).map(([name, text]) => [name, Number.isNaN(Number(text)) ? text : Number(text)]);
  const info = { adapter: '', backend: '', software: true, parameters: 1, first_step: 1, max_steps: steps };
  yield { type: 'start', run: { ...info, options: { seed: 0, loss_type: 'dapo', ...Object.fromEntries(typed) } } };
  for (let step = 1; step <= steps; step++) {
    const metrics: Metrics = { reward: Number(options.seed ?? 0), step_time: 0 };
    yield { type: 'update', step, metrics };
  }
  yield { type: 'end', step: steps, reason: 'done' };
}

const asked: Readonly<Record<string, string>>[] = [];

const startRun: StartRun = ({ options }, onEvent) => {
  asked.push(options);
  return new Driver(
    async () => run(options, 3),
    async (event) => onEvent(event),
  );
};

const lesson: Lesson = {
  name: 'two',
  title: 'Two runs',
  asks: 'Do they differ?',
  idea: 'They differ.',
  minutes: 1,
  options: { levels: '2', max_steps: '3' },
  runs: [
    { label: 'a', options: { loss_type: 'grpo' } },
    { label: 'b', options: { loss_type: 'gppo' } },
  ],
  view: 'programs',
  before: ['Look.'],
  after_steps: 2,
  question: { text: 'Same?', choices: ['yes', 'no'], expected: 0 },
  read(runs) {
    const both = ended(runs);
    return both && { text: both.map((one) => metricValues(one, 'reward')[0]).join(' and '), answer: 0 };
  },
  after: ['So it is.'],
  next: [{ text: 'try', options: { epsilon: '0.1' } }],
};

const idle = (session: Session) =>
  vi.waitFor(() => expect(session.activity.value).toBe('idle'), { timeout: TEN_MINUTES, interval: 5 });
const over = (state: LessonState) =>
  vi.waitFor(() => expect(state.nextRun.value).toBeUndefined(), { timeout: TEN_MINUTES, interval: 5 });

test('Train makes all runs of the lesson, and the reveal waits for prediction and runs', async () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson);
  expect(session.options.value).toEqual({ levels: '2', max_steps: '3', loss_type: 'grpo' });
  expect(state.waitsFor).toBe('after 2 steps');
  expect(state.nextRun.value).toBe(0);
  state.page.value = state.questionPage;
  expect(state.waitsFor).toBe('predict first');
  state.predict(1);
  expect(state.waitsFor).toBe('when the runs are done');
  state.page.value = 0;
  state.reveal();
  expect(state.revealed.value).toBeUndefined();

  session.play();
  await over(state);
  await idle(session);
  expect(state.runs.value.map((one) => one?.info?.options.loss_type)).toEqual(['grpo', 'gppo']);
  expect(state.waitsFor).toBeUndefined();
  state.page.value = state.questionPage;
  state.reveal();
  expect(state.revealed.value).toEqual({ text: '0 and 0', answer: 0 });
  expect(state.waitsFor).toBeUndefined();
  expect(completed.value).toEqual(['two']);
  expect(JSON.parse(kept['kata-lessons'])).toEqual(['two']);
  state.predict(0);
  expect(state.predicted.value).toBe(1);

  state.attempt(lesson.next[0]);
  expect(session.options.value).toMatchObject({ epsilon: '0.1', loss_type: 'gppo', levels: '2' });

  state.again();
  expect(state.revealed.value).toBeUndefined();
  await vi.waitFor(() => expect(state.reading.value?.text).toBe('1 and 1'), { timeout: TEN_MINUTES });
  state.dispose();
});

test('a run with other options is none of the lesson’s; another seed is', async () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson);
  session.setOptions({ levels: '1' });
  session.play();
  await idle(session);
  expect(state.runs.value).toEqual([undefined, undefined]);
  expect(session.options.value.levels).toBe('2');
  session.setOptions({ seed: '7' });
  session.play();
  await vi.waitFor(() => expect(state.runs.value[0]?.end).toBe('done'), { timeout: TEN_MINUTES });
  // What it is compared with has that seed as well.
  await over(state);
  expect(state.runs.value.map((one) => one?.info?.options.seed)).toEqual([7, 7]);
  await idle(session);
  state.dispose();
});

test('a run that a person steps through is not followed by the next one on its own', async () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson);
  // These runs need no more than one step for their end.
  session.step();
  await idle(session);
  expect(state.runs.value[0]?.end).toBe('done');
  expect(state.nextRun.value).toBe(1);
  expect(session.options.value.loss_type).toBe('gppo');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(session.activity.value).toBe('idle');
  state.dispose();
});

test('options of the address win, but not over what the runs differ in', () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson, { max_steps: '1', loss_type: 'cispo', seed: '4' });
  expect(state.optionsOf(1)).toEqual({ levels: '2', max_steps: '1', loss_type: 'gppo', seed: '4' });
  state.dispose();
});

test('leaving brings back the options, the problems and the view that were there', () => {
  const session = new Session(startRun);
  session.setOptions({ loss_type: 'cispo', seed: '9' });
  session.show('lessons');
  session.problems.value = 'mine';
  enterLesson(session, 'hacking');
  expect(session.lesson.value).toBe('hacking');
  expect(session.options.value).toEqual({});
  expect(arriveAtLesson(session)).toEqual({ entered: true, overrides: {} });
  const state = new LessonState(session, { ...lesson, problems: () => 'weak', slow_motion: true });
  expect(session.problems.value).toBe('weak');
  expect(session.slowMotion.value).toBe(true);
  session.show('programs');
  enterLesson(session, 'two');
  state.dispose();
  leaveLesson(session);
  expect(session.lesson.value).toBeUndefined();
  expect(session.options.value).toEqual({ loss_type: 'cispo', seed: '9' });
  expect(session.problems.value).toBe('mine');
  expect(session.slowMotion.value).toBe(false);
  expect(session.view.value).toBe('lessons');
});

test('a link brings its options along, and leaving it leaves the defaults', () => {
  location.hash = '#lesson=two&max_steps=2';
  const session = new Session(startRun);
  expect(session.lesson.value).toBe('two');
  expect(arriveAtLesson(session)).toEqual({ entered: false, overrides: { max_steps: '2' } });
  leaveLesson(session);
  expect(session.options.value).toEqual({});
  expect(session.lesson.value).toBeUndefined();
});

/** A store of runs whose reward is what stands after their names. */
function storeOf(...runs: { id: string; options: Record<string, unknown>; end?: 'aborted'; reward: number }[]) {
  const made = runs.map(({ id, options, end, reward }) => {
    const { run } = madeRun({ id, options: { levels: [2], ...options }, steps: 3, end });
    return { run, updates: [1, 2, 3].map((step) => ({ step, metrics: { reward } })) };
  });
  const store: Partial<RunStore> = {
    list: async () => made.map(({ run }) => run),
    get: async (id) => made.find(({ run }) => run.id === id)?.run,
    updates: async (id) => made.find(({ run }) => run.id === id)!.updates,
    evaluations: async () => [],
    groups: async () => undefined,
  };
  return async () => store as RunStore;
}

test('runs that this browser keeps need not be made again, as far as they are whole and of one seed', async () => {
  const kept = storeOf(
    { id: 'other', options: { loss_type: 'grpo', levels: [1] }, reward: 9 },
    { id: 'stopped', options: { loss_type: 'gppo' }, end: 'aborted', reward: 8 },
    { id: 'seed 3', options: { loss_type: 'gppo', seed: 3 }, reward: 7 },
    { id: 'grpo', options: { loss_type: 'grpo' }, reward: 1 },
  );
  const session = new Session(startRun, kept);
  const state = new LessonState(session, lesson);
  await state.looked;
  expect(state.runs.value.map((run) => run?.updates[0].metrics.reward)).toEqual([1, undefined]);
  expect(state.nextRun.value).toBe(1);
  expect(session.options.value.loss_type).toBe('gppo');
  expect(state.ids.value).toBeUndefined();
  expect(session.runId.value).toBe('grpo');
  session.play();
  await over(state);
  expect(state.ids.value).toEqual(['grpo', session.runId.value]);
  expect(state.reading.value?.text).toBe('1 and 0');
  await idle(session);
  state.dispose();
});

test('where nothing can be trained nothing waits, and the reveal gives the usual answer', () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson);
  expect(state.waitsFor).toBe('after 2 steps');
  session.support.value = { failure: { message: 'no GPU', advice: 'get one' } };
  expect(state.waitsFor).toBeUndefined();
  state.page.value = state.questionPage;
  expect(state.waitsFor).toBe('predict first');
  state.predict(1);
  expect(state.waitsFor).toBeUndefined();
  state.reveal();
  expect(state.revealed.value).toEqual({ answer: lesson.question.expected });
  expect(completed.value).toEqual(['two']);
  state.dispose();
});

test('a reload goes on where the reader was; another address, or leaving, begins anew', async () => {
  location.hash = '#lesson=two';
  const first = new Session(startRun);
  const begun = new LessonState(first, lesson, arriveAtLesson(first).overrides);
  begun.page.value = begun.questionPage;
  begun.predict(1);
  const hash = location.hash;

  const reloaded = (at = hash) => {
    location.hash = at;
    const session = new Session(startRun);
    const { overrides, place } = arriveAtLesson(session);
    return { session, overrides, place };
  };
  const { session, overrides, place } = reloaded();
  const state = new LessonState(session, lesson, overrides, place);
  expect([state.page.value, state.predicted.value]).toEqual([state.questionPage, 1]);
  expect(state.optionsOf(1)).toEqual(begun.optionsOf(1));
  session.play();
  await over(state);
  await idle(session);
  state.reveal();
  state.page.value++;
  state.attempt(lesson.next[0]);

  const later = reloaded(location.hash);
  const after = new LessonState(later.session, lesson, later.overrides, later.place);
  expect(after.page.value).toBe(state.page.value);
  expect(after.revealed.value).toEqual(state.revealed.value);
  expect(after.tried.value).toBe(lesson.next[0]);
  expect(later.session.options.value.epsilon).toBe('0.1');
  // What was tried is none of the lesson's own options.
  expect(after.optionsOf(1)).not.toHaveProperty('epsilon');

  expect(reloaded('#lesson=two&seed=5').place).toBeUndefined();
  expect(reloaded('#lesson=three').place).toBeUndefined();
  expect(reloaded(location.hash).place).toBeUndefined();
  after.dispose();
  expect(kept['kata-lesson']).toBeUndefined();
});

test('leaving after a reload brings back what was there before the lesson', () => {
  const session = new Session(startRun);
  session.setOptions({ max_steps: '30', epsilon: '0.3' });
  session.show('lessons');
  enterLesson(session, 'two');
  new LessonState(session, lesson, arriveAtLesson(session).overrides);
  session.show('programs');

  const reloaded = new Session(startRun);
  const { overrides, place } = arriveAtLesson(reloaded);
  new LessonState(reloaded, lesson, overrides, place);
  leaveLesson(reloaded);
  expect(reloaded.options.value).toEqual({ max_steps: '30', epsilon: '0.3' });
  expect(reloaded.view.value).toBe('lessons');
  expect(kept['kata-before-lesson']).toBeUndefined();
});
