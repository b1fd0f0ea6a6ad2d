/** An open lesson follows the trainer: whose runs they are, what comes next, and what is there again afterwards. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Metrics, TrainEvent } from '../../../src/rl/events';
import { completed } from '../../../src/ui/lessons/completed';
import type { Lesson } from '../../../src/ui/lessons/lesson';
import { LessonState } from '../../../src/ui/lessons/lesson-state';
import { arriveAtLesson, enterLesson, leaveLesson } from '../../../src/ui/lessons/open-lesson';
import { ended, valuesOf } from '../../../src/ui/lessons/readings';
import { Driver } from '../../../src/ui/session/driver';
import { Session } from '../../../src/ui/session/session';
import type { StartRun } from '../../../src/ui/session/start-run';

let kept: Record<string, string>;

beforeEach(() => {
  kept = {};
  completed.value = [];
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
  });
  vi.stubGlobal('localStorage', { setItem: (key: string, text: string) => Object.assign(kept, { [key]: text }) });
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
  idea: 'They differ.',
  minutes: 1,
  options: { levels: '2', max_steps: '3' },
  runs: [
    { label: 'a', options: { loss_type: 'grpo' } },
    { label: 'b', options: { loss_type: 'gppo' } },
  ],
  view: 'programs',
  before: [{ text: 'Look.', after_steps: 2 }],
  question: { text: 'Same?', choices: ['yes', 'no'], expected: 0 },
  read(runs) {
    const both = ended(runs);
    return both && { text: both.map((one) => valuesOf(one, 'reward')[0]).join(' and '), answer: 0 };
  },
  after: [{ text: 'So it is.' }],
  next: [{ text: 'try', options: { epsilon: '0.1' } }],
};

const idle = (session: Session) =>
  vi.waitFor(() => expect(session.activity.value).toBe('idle'), { timeout: 5000, interval: 5 });
const over = (state: LessonState) =>
  vi.waitFor(() => expect(state.nextRun.value).toBeUndefined(), { timeout: 5000, interval: 5 });

test('Train makes all runs of the lesson, and the reveal waits for prediction and runs', async () => {
  const session = new Session(startRun);
  const state = new LessonState(session, lesson);
  expect(session.options.value).toEqual({ levels: '2', max_steps: '3', loss_type: 'grpo' });
  expect(state.waitsFor).toBe('after 2 steps');
  expect(state.nextRun.value).toBe(0);
  state.predict(1);
  state.reveal();
  expect(state.revealed.value).toBeUndefined();

  session.play();
  await over(state);
  await idle(session);
  expect(state.runs.value.map((one) => one?.info?.options.loss_type)).toEqual(['grpo', 'gppo']);
  expect(state.waitsFor).toBeUndefined();
  state.page.value = state.questionPage;
  expect(state.waitsFor).toBe('after the reveal');
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
  await vi.waitFor(() => expect(state.reading.value?.text).toBe('1 and 1'), { timeout: 5000 });
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
  await vi.waitFor(() => expect(state.runs.value[0]?.end).toBe('done'), { timeout: 5000 });
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
  expect(arriveAtLesson(session)).toEqual({});
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
  expect(arriveAtLesson(session)).toEqual({ max_steps: '2' });
  leaveLesson(session);
  expect(session.options.value).toEqual({});
  expect(session.lesson.value).toBeUndefined();
});
