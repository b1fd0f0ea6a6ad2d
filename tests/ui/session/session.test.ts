import { TEN_MINUTES } from '../../patience';
import 'fake-indexeddb/auto';
import { effect } from '@preact/signals';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Driver } from '../../../src/ui/session/driver';
import { emptyRun, reduce } from '../../../src/ui/session/run-state';
import { type Activity, Session } from '../../../src/ui/session/session';
import type { StartRun } from '../../../src/ui/session/trainer-api';
import { openRunStore } from '../../../src/ui/store/open-store';
import { Recorder } from '../../../src/ui/store/recorder';
import { syntheticGroups, syntheticRun } from '../synthetic-run';

let listeners: Record<string, () => void>;

beforeEach(() => {
  vi.stubGlobal('location', { hash: '#seed=3', pathname: '/kata/', search: '' });
  vi.stubGlobal('document', { baseURI: 'http://localhost/kata/' });
  listeners = {};
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    listeners[type] = listener;
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
    pushState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
  });
});

afterEach(() => vi.unstubAllGlobals());

const run =
  (max_steps: number, pace = 0): StartRun =>
  (_, onEvent) =>
    new Driver(
      async (signal) => syntheticRun({ max_steps, pace, signal }),
      async (event) => onEvent(event),
    );

const until = (session: Session, activity: Activity) =>
  vi.waitFor(() => expect(session.activity.value).toBe(activity), { timeout: TEN_MINUTES, interval: 5 });

test('the buttons go from one state to the next', async () => {
  const session = new Session(run(3, 1));
  session.step();
  expect(session.activity.value).toBe('stepping');
  await until(session, 'paused');
  await vi.waitFor(() => expect(session.run.value.step).toBe(1));
  session.play();
  expect(session.activity.value).toBe('running');
  session.pause();
  expect(session.activity.value).toBe('pausing');
  await until(session, 'paused');
  session.stop();
  expect(session.activity.value).toBe('stopping');
  await until(session, 'idle');
  expect(session.run.value.end).toBe('aborted');
  expect(session.failure.value).toBeNull();

  session.play();
  await until(session, 'idle');
  expect(session.run.value).toMatchObject({ step: 3, end: 'done' });
});

test('a failure is kept beside what the run had reached, until the next run', async () => {
  let breaks = true;
  const session = new Session((config, onEvent) => {
    const driver = run(2)(
      config,
      onEvent,
      () => {},
      () => {},
    );
    if (!breaks) return driver;
    return { ...driver, finished: driver.finished.then(() => ({ message: 'lost', advice: 'again' })) };
  });
  session.play();
  await until(session, 'idle');
  expect(session.failure.value).toEqual({ message: 'lost', advice: 'again' });
  expect(session.run.value.step).toBe(2);
  breaks = false;
  session.play();
  expect(session.failure.value).toBeNull();
  expect(session.run.value.step).toBe(0);
  await until(session, 'idle');
});

test('however fast the events, the page redraws at most four times a second', async () => {
  const session = new Session(run(200));
  let redraws = 0;
  effect(() => {
    void session.run.value;
    redraws++;
  });
  const start = performance.now();
  session.play();
  await until(session, 'idle');
  const quarters = Math.ceil((performance.now() - start) / 250);
  expect(session.run.value.updates).toHaveLength(200);
  // One more each for the first look, the start and the end.
  expect(redraws).toBeLessThanOrEqual(quarters + 3);
});

test('a group that a person holds stays, and following goes back to the run', async () => {
  const session = new Session(run(4, 1));
  expect(session.shown.value).toBeNull();
  session.hold(2);
  expect(session.held.value).toBeNull();
  session.step();
  await until(session, 'paused');
  await vi.waitFor(() => expect(session.shown.value?.step).toBe(1));
  session.hold(2);
  session.play();
  await until(session, 'idle');
  expect(session.shown.value).toMatchObject({ step: 1, index: 2 });
  session.follow();
  expect(session.shown.value?.step).toBe(4);
});

test('options come from the address and go back to it', () => {
  const session = new Session(run(1));
  expect(session.options.value).toEqual({ seed: '3' });
  session.setOptions({ loss_type: 'gppo' });
  expect(location.hash).toBe('#seed=3&loss_type=gppo&v=1');
  session.setOptions({ loss_type: undefined });
  expect(location.hash).toBe('#seed=3&v=1');
  location.hash = '';
  listeners.hashchange();
  expect(session.options.value).toEqual({});
});

test('another view or lesson is a place to come back to; options hold wherever one goes', () => {
  const entries: string[] = [location.hash];
  let at = 0;
  const write = (url: string, state: unknown) => {
    entries[at] = url;
    Object.assign(location, { hash: url });
    Object.assign(history, { state });
  };
  Object.assign(history, {
    replaceState: (state: unknown, _: string, url: string) => write(url, state),
    pushState: (state: unknown, _: string, url: string) => {
      entries.length = ++at;
      write(url, state);
    },
  });
  const go = (by: number) => {
    at += by;
    location.hash = entries[at];
    listeners.hashchange();
  };
  const session = new Session(run(1));
  session.show('settings');
  session.setOptions({ loss_type: 'gppo' });
  session.show('settings');
  session.openLesson('loop');
  session.show('programs', true);
  expect(entries).toHaveLength(3);
  go(-1);
  expect([session.view.value, session.lesson.value]).toEqual(['settings', undefined]);
  go(-1);
  expect(session.view.value).toBe('programs');
  expect(session.options.value).toEqual({ seed: '3', loss_type: 'gppo' });
  expect(location.hash).toBe('#seed=3&loss_type=gppo&v=1');
  go(2);
  expect([session.view.value, session.lesson.value]).toEqual(['programs', 'loop']);
  // Written by hand.
  Object.assign(history, { state: null });
  location.hash = '#view=runs';
  listeners.hashchange();
  expect([session.view.value, session.lesson.value]).toEqual(['runs', undefined]);
  expect(session.options.value).toEqual({});
});

/** Runs that are kept as the worker keeps them; a checkpoint's one file is its step. */
const keptRuns =
  (max_steps: number, pace = 0): StartRun =>
  (config, onEvent, onTrouble) => {
    const recorder = new Recorder(config, onTrouble);
    return new Driver(
      async (signal) => {
        const file = await (await recorder.resume())?.read('step');
        return syntheticRun({ max_steps, pace, signal, after: file?.[0] });
      },
      async (event) => {
        if (event.type === 'checkpoint')
          await recorder.save(event.name, new Map([['step', Uint8Array.of(event.step)]]));
        await recorder.append(event);
        onEvent(event);
      },
    );
  };
const noRecording = async () => {
  throw new Error('not asked for');
};

test('a look back moves the whole page to a step, and the end is the way back', async () => {
  const session = new Session(keptRuns(12), openRunStore);
  const { id, end } = await session.startRun({ name: 'first' });
  expect(end).toBe('done');
  expect(session.runId.value).toBe(id);
  session.seek(10);
  await vi.waitFor(() => expect(session.shown.value?.step).toBe(10));
  expect(session.shown.value?.groups).toHaveLength(8);
  expect(session.run.value.step).toBe(10);
  expect(session.run.value.updates).toHaveLength(10);
  expect(session.run.value.evaluations.map(({ step }) => step)).toEqual([0, 10]);
  expect(session.live.value.step).toBe(12);
  session.hold(3);
  expect(session.shown.value).toMatchObject({ step: 10, index: 3 });
  for (const step of [9, 4, 7, 2]) session.seek(step);
  await vi.waitFor(() => expect(session.shown.value?.step).toBe(2));
  session.seek(0);
  expect(session.cursor.value).toBe(1);
  session.seek(12);
  expect(session.cursor.value).toBeNull();
  expect(session.shown.value?.step).toBe(12);
});

test('after a reload the run is there again, and goes on from its checkpoint as one run', async () => {
  const first = new Session(keptRuns(25, 30), openRunStore);
  const ended = first.startRun({ options: { seed: '7', stop_after: '3' } });
  await vi.waitFor(() => expect(first.live.value.step).toBeGreaterThan(12), { timeout: TEN_MINUTES });
  first.stop();
  const { id } = await ended;
  expect(first.offer.value?.id).toBe(id);

  let options: unknown;
  const session = new Session((config, ...rest) => {
    options = config.options;
    return keptRuns(25)(config, ...rest);
  }, openRunStore);
  await session.restore(noRecording);
  const { step } = first.live.value;
  expect(session.live.value).toMatchObject({ step, end: 'aborted', info: { max_steps: 25 } });
  expect(session.shown.value?.step).toBe(step);
  expect(session.offer.value).toMatchObject({ id, name: 'dapo-seed1' });
  const going = session.continueRun(id);
  expect(await going).toEqual({ id, failure: null, end: 'done' });
  expect(options).toEqual({ seed: '7', stop_after: '3' });
  expect(session.offer.value).toBeNull();
  expect(session.live.value.updates.map((update) => update.step)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  const store = (await session.store())!;
  expect((await store.updates(id)).map((update) => update.step)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  expect(await store.list()).toHaveLength(1);
});

test('a run that cannot go on says why, and its history stays', async () => {
  const first = new Session(keptRuns(12, 30), openRunStore);
  const ended = first.startRun();
  await vi.waitFor(() => expect(first.live.value.step).toBeGreaterThan(0), { timeout: TEN_MINUTES });
  first.stop();
  const { id } = await ended;
  const store = (await first.store())!;
  const run = (await store.get(id))!;
  const session = new Session(keptRuns(12), openRunStore);
  expect((await session.continueRun(id)).failure?.message).toContain('no checkpoint');
  await store.saveCheckpoint(id, 'checkpoint-1', new Map([['step', Uint8Array.of(1)]]));
  await store.put({ ...run, checkpoints: ['checkpoint-1'], version: '0.0.1' });
  expect((await session.continueRun(id)).failure?.message).toMatch(/cannot go on: it is of Kata 0.0.1/);
  expect(session.failure.value?.advice).toContain('stays here');
  expect(session.live.value.updates.length).toBe(run.step);
});

test('a recorded run plays until somebody trains or looks for himself', async () => {
  vi.useFakeTimers();
  try {
    const recording = async () => {
      let state = emptyRun;
      for await (const event of syntheticRun({ max_steps: 12 })) state = reduce(state, event);
      const groups = (step: number) => ({ step, judged: true, groups: syntheticGroups(step, 2) });
      return { state, groups };
    };
    const session = new Session(run(3), openRunStore);
    const restored = session.restore(recording);
    await vi.advanceTimersByTimeAsync(100);
    await restored;
    expect(session.run.value.step).toBe(1);
    await vi.advanceTimersByTimeAsync(2100);
    expect(session.run.value.step).toBe(4);
    expect(session.shown.value).toMatchObject({ step: 4, index: 1 });
    await vi.advanceTimersByTimeAsync(700 * (12 + 8));
    expect(session.run.value.step).toBe(4);
    session.seek(6);
    await vi.advanceTimersByTimeAsync(5000);
    expect(session.run.value.step).toBe(6);
    expect(session.recorded.value?.playing.value).toBe(false);
    session.playRecorded();
    expect(session.run.value.step).toBe(7);
    await vi.advanceTimersByTimeAsync(700);
    expect(session.run.value.step).toBe(8);
    session.play();
    expect(session.recorded.value).toBeNull();
    expect(session.run.value.updates).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.live.value).toMatchObject({ step: 3, end: 'done' });
  } finally {
    vi.useRealTimers();
  }
});

test('a hidden page draws nothing, keeps a checkpoint, and catches up', async () => {
  let kept = 0;
  const session = new Session((...launch) => {
    const driver = run(30, 1)(...launch);
    driver.keep = () => {
      kept++;
    };
    return driver;
  });
  const ended = session.startRun();
  Object.assign(document, { hidden: true });
  listeners.visibilitychange();
  expect(kept).toBe(1);
  const { step } = session.live.value;
  await ended;
  expect(session.live.value.step).toBe(step);
  Object.assign(document, { hidden: false });
  listeners.visibilitychange();
  expect(session.live.value.step).toBe(30);
});
