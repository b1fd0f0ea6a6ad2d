import { expect, test } from 'vitest';
import { optionsAt } from '../../../src/ui/session/options-at';
import { emptyRun, type RunState } from '../../../src/ui/session/run-state';

const run = (options: Record<string, unknown>): RunState => ({
  ...emptyRun,
  info: { options, adapter: '', backend: '', software: true, parameters: 1, first_step: 1, max_steps: 3 },
  updates: [
    { step: 1, metrics: { stage: 1 } },
    { step: 2, metrics: { stage: 2 } },
  ],
});

test("a step has the options of its stage over the run's", () => {
  const staged = run({ epsilon: 0.2, delta: null, stages: [{ epsilon: 0.1, until: { step: 1 } }, { delta: 4 }] });
  expect(optionsAt(staged, 1)).toMatchObject({ epsilon: 0.1, delta: null });
  expect(optionsAt(staged, 2)).toMatchObject({ epsilon: 0.2, delta: 4 });
  expect(optionsAt(staged, 3)).toMatchObject({ epsilon: 0.2, delta: null });
  expect(optionsAt(run({ epsilon: 0.2, stages: null }), 2)).toEqual({ epsilon: 0.2, stages: null });
  expect(optionsAt(emptyRun, 1)).toBeUndefined();
});
