import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { emptyRun, type RunState, reduce } from '../../../src/ui/session/run-state';
import type { Activity, Session } from '../../../src/ui/session/session';
import { announcement } from '../../../src/ui/shell/announcer';
import { syntheticRun } from '../synthetic-run';

test('a screen reader hears of loading and of a pause, and nothing of the recorded run', async () => {
  let run = emptyRun;
  for await (const event of syntheticRun({ max_steps: 12 })) run = reduce(run, event);
  const told = (live: RunState, activity: Activity, recorded: object | null = null) =>
    announcement({ live: signal(live), activity: signal(activity), recorded: signal(recorded) } as Session);
  expect(told(emptyRun, 'stepping')).toBe('The model is loading.');
  expect(told(emptyRun, 'idle')).toBe('');
  expect(told(run, 'running')).toMatch(/^Step 12 of 12, reward/);
  expect(told(run, 'pausing')).toBe('Pausing.');
  expect(told(run, 'paused')).toMatch(/^Paused\. Step 12 of 12, reward/);
  expect(told(run, 'idle', {})).toBe('');
});
