import { effect } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Driver } from '../../src/ui/driver';
import { type Activity, Session } from '../../src/ui/session';
import type { StartRun } from '../../src/ui/start-run';
import { syntheticRun } from './synthetic-run';

let changedHash: () => void;

beforeEach(() => {
  vi.stubGlobal('location', { hash: '#seed=3', pathname: '/kata/', search: '' });
  vi.stubGlobal('document', { baseURI: 'http://localhost/kata/' });
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => {
    changedHash = listener;
  });
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, url: string) => Object.assign(location, { hash: url }),
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
  vi.waitFor(() => expect(session.activity.value).toBe(activity), { timeout: 5000, interval: 5 });

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
    const driver = run(2)(config, onEvent);
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
  changedHash();
  expect(session.options.value).toEqual({});
});
