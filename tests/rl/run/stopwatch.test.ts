import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stopwatch } from '../../../src/rl/run/stopwatch';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('laps and their total leave out the time between stop and go', () => {
  const clock = new Stopwatch();
  clock.restart();
  vi.advanceTimersByTime(1000);
  expect(clock.lap()).toBe(1);
  vi.advanceTimersByTime(500);
  clock.stop();
  vi.advanceTimersByTime(60_000);
  clock.go();
  vi.advanceTimersByTime(250);
  expect(clock.lap()).toBe(0.75);
  expect(clock.total()).toBe(1.75);
});
