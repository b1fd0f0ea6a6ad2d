import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../src/common/errors';
import type { TrainEvent } from '../../../src/rl/records/events';
import { Driver } from '../../../src/ui/session/driver';
import { syntheticRun } from '../synthetic-run';

/** A driver over a made-up run, with the events it passed on. */
function drive(max_steps: number, onEvent?: (event: TrainEvent) => unknown) {
  const events: TrainEvent[] = [];
  const driver = new Driver(
    async (signal) => syntheticRun({ max_steps, signal }),
    async (event) => {
      events.push(event);
      await onEvent?.(event);
    },
  );
  const updates = () => events.filter(({ type }) => type === 'update').length;
  return { driver, events, updates };
}

/** Lets everything that can happen without time passing happen. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a run that nobody touches passes on every event, in order', async () => {
  const { driver, events } = drive(3);
  expect(await driver.finished).toBeNull();
  const expected: TrainEvent[] = [];
  for await (const event of syntheticRun({ max_steps: 3 })) expected.push(event);
  expect(events).toEqual(expected);
});

test('steps go one at a time, and the run holds where the next one begins', async () => {
  const { driver, events, updates } = drive(3);
  for (const step of [1, 2]) {
    await driver.step();
    expect(updates()).toBe(step);
    expect(events.at(-1)).toEqual({ type: 'phase', step: step + 1, phase: 'rollout' });
    await settle();
    expect(updates()).toBe(step);
  }
  driver.resume();
  expect(await driver.finished).toBeNull();
  expect(events.at(-1)).toEqual({ type: 'end', step: 3, reason: 'done' });
});

test('a step takes along its evaluation, and the last one ends the run', async () => {
  const { driver, events } = drive(10);
  for (let step = 1; step <= 10; step++) await driver.step();
  expect(events.slice(-4).map(({ type }) => type)).toEqual(['phase', 'evaluation', 'checkpoint', 'end']);
  expect(await driver.finished).toBeNull();
});

test('a step asked for while the run goes on ends with that step', async () => {
  const { driver, events, updates } = drive(5, ({ type }) => {
    if (type === 'rollouts') void driver.step();
  });
  await settle();
  expect(updates()).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'phase', step: 2 });
  await driver.stop();
});

test('a step can be taken phase by phase', async () => {
  const { driver, events } = drive(3);
  for (const border of ['rollouts', 'verdicts'] as const) {
    await driver.step(border);
    expect(events.at(-1)).toMatchObject({ type: border, step: 1 });
  }
  await driver.step('update');
  expect(events.filter(({ type }) => type === 'update')).toHaveLength(1);
  // A border that lies behind is that of the next step.
  await driver.step('verdicts');
  await driver.step('rollouts');
  expect(events.at(-1)).toMatchObject({ type: 'rollouts', step: 3 });
  await driver.stop();
});

test('slow motion rests at each border, until something else is asked for', async () => {
  const { driver, events } = drive(3);
  driver.slow(60_000);
  await settle();
  expect(events.at(-1)?.type).toBe('rollouts');
  await driver.step('verdicts');
  expect(events.at(-1)?.type).toBe('verdicts');
  driver.resume();
  await settle();
  expect(events.at(-1)?.type).toBe('update');
  driver.keep();
  await settle();
  expect(events.at(-1)?.type).toBe('update');
  driver.slow(0);
  expect(await driver.finished).toBeNull();
});

test('a checkpoint is kept whenever the run is held, and when it is asked for', async () => {
  const events: TrainEvent[] = [];
  let kept = 0;
  const driver: Driver = new Driver(
    async (signal) => syntheticRun({ max_steps: 50, signal }),
    async (event) => {
      events.push(event);
      if (event.type === 'verdicts' && event.step === 2) driver.keep();
    },
    async () => ({ type: 'checkpoint', step: 0, name: `kept-${++kept}` }),
  );
  await driver.step('rollouts');
  expect(events.at(-1)).toMatchObject({ name: 'kept-1' });
  driver.keep();
  await settle();
  expect(events.at(-1)).toMatchObject({ name: 'kept-2' });
  await driver.step('update');
  expect(kept).toBe(3);
  driver.resume();
  await driver.finished;
  const at = events.findIndex((event) => event.type === 'checkpoint' && event.name === 'kept-4');
  expect(events[at - 1]).toMatchObject({ type: 'verdicts', step: 2 });
});

test('a pause holds at the next event, and the run goes on from there without losing one', async () => {
  let paused: Promise<void> | undefined;
  const { driver, events } = drive(2, ({ type }) => {
    if (type === 'verdicts') paused ??= driver.pause();
  });
  await settle();
  await paused;
  expect(events.at(-1)?.type).toBe('verdicts');
  const held = events.length;
  await driver.pause();
  expect(events.length).toBe(held);
  driver.resume();
  await driver.finished;
  expect(events.filter(({ type }) => type === 'verdicts')).toHaveLength(2);
});

test('a pause within an update holds where the next step begins: there a checkpoint can be kept', async () => {
  const events: TrainEvent[] = [];
  const driver: Driver = new Driver(
    async (signal) => syntheticRun({ max_steps: 20, signal }),
    async (event) => {
      events.push(event);
      if (event.type === 'update' && event.step === 10) {
        driver.keep();
        void driver.pause();
      }
    },
    async () => ({ type: 'checkpoint', step: 10, name: 'kept' }),
  );
  await settle();
  expect(events.slice(-5).map(({ type }) => type)).toEqual([
    'phase',
    'evaluation',
    'checkpoint',
    'phase',
    'checkpoint',
  ]);
  expect(events.at(-2)).toEqual({ type: 'phase', step: 11, phase: 'rollout' });
  expect(events.at(-1)).toMatchObject({ name: 'kept' });
  await driver.stop();
});

test('a pause that is taken back settles all the same', async () => {
  const { driver } = drive(2);
  const paused = driver.pause();
  driver.resume();
  await paused;
  expect(await driver.finished).toBeNull();
});

test.each(['going', 'held'])('stop ends a run that is %s through its generator', async (how) => {
  const { driver, events, updates } = drive(1000, async () => {
    await settle();
  });
  if (how === 'held') await driver.step();
  else await settle();
  await driver.stop();
  expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'aborted' });
  expect(updates()).toBeLessThan(20);
  expect(await driver.finished).toBeNull();
  await driver.pause();
  await driver.step();
});

test('stop while the run opens is no failure', async () => {
  const driver = new Driver(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    () => {},
  );
  await driver.stop();
  expect(await driver.finished).toBeNull();
});

test('what breaks a run is told with its advice, and waiting ends', async () => {
  const driver = new Driver(
    async () => {
      throw new EnvironmentError('no GPU', 'plug one in');
    },
    () => {},
  );
  await driver.pause();
  expect(await driver.finished).toEqual({ message: 'no GPU', advice: 'plug one in' });
});

test('an error in the middle closes the generator', async () => {
  let closed = false;
  const driver = new Driver(
    async () =>
      (async function* (): AsyncGenerator<TrainEvent> {
        try {
          yield* syntheticRun({ max_steps: 3 });
        } finally {
          closed = true;
        }
      })(),
    ({ type }) => {
      if (type === 'verdicts') throw new Error('a bug');
    },
  );
  expect((await driver.finished)?.message).toContain('a bug');
  expect(closed).toBe(true);
});
