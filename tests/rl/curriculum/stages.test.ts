import { describe, expect, test } from 'vitest';
import { advanceStage, INITIAL_STAGE_STATE, type StageState, WINDOW } from '../../../src/rl/curriculum/stages';
import { resolveOptions, stageOptions } from '../../../src/rl/options/resolve';
import type { Stage } from '../../../src/rl/options/stages';

/** The stage of each step, given the pass rates of the steps. */
function walk(stages: Stage[], pass_rates: number[]): number[] {
  let state: StageState = INITIAL_STAGE_STATE;
  return pass_rates.map((rate, i) => {
    const { index } = state;
    state = advanceStage(stages, state, i + 1, rate);
    return index;
  });
}

describe('a stage ends', () => {
  test('after the step that it names, counted over the run', () => {
    const stages = [{ until: { step: 2 } }, { until: { step: 3 } }, {}];
    expect(walk(stages, [0, 0, 0, 0, 0])).toEqual([0, 0, 1, 2, 2]);
  });

  test('when enough programs pass over the window, never on a single good step', () => {
    expect(WINDOW).toBe(3);
    const stages = [{ until: { pass_rate: 0.5 } }, {}];
    expect(walk(stages, [0.9, 0.1, 0.2, 0.6, 0.7, 0.7, 0])).toEqual([0, 0, 0, 0, 0, 1, 1]);
  });

  test('on a plateau, and not while the rate still rises', () => {
    const stages = [{ until: { plateau: 2 } }, {}];
    expect(walk(stages, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(walk(stages, [0.1, 0.3, 0.2, 0.2, 0.2])).toEqual([0, 0, 0, 0, 1]);
  });

  test('by whichever of its conditions comes first; the last one never', () => {
    const stages = [{ until: { step: 9, pass_rate: 0.5 } }, { until: { step: 5 } }];
    expect(walk(stages, [1, 1, 1, 0, 0, 0])).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('the options of a stage', () => {
  const stages = [
    { name: 'short', until: { step: 5 }, max_completion_length: 16, temperature: 0.6 },
    { max_completion_length: 32, num_generations: 4 },
  ];

  test('are those of the run with its own changes', () => {
    const { options } = resolveOptions({ stages, reward: 'pm1' });
    expect(stageOptions(options, 0)).toMatchObject({ max_completion_length: 16, temperature: 0.6, reward: 'pm1' });
    expect(stageOptions(options, 1)).toMatchObject({
      max_completion_length: 32,
      temperature: 1,
      num_generations: 4,
    });
    expect(stageOptions(options, 1)).not.toHaveProperty('until');
  });

  test.each([
    [[{ name: 'a' }, {}], 'stages.0: needs an end'],
    [[{ until: {} }, {}], 'stages.0: needs an end'],
    [[{ temprature: 1 }], 'stages.0: Unrecognized key: "temprature"'],
    [[{ loss_type: 'gppo' }], 'stages.0: Unrecognized key: "loss_type"'],
    [[{ temperature: 0 }], 'stages.0.temperature: Too small'],
    [[{ until: { step: 1.5 } }, {}], 'stages.0.until.step'],
    [[{ until: { step: 5 } }, { num_generations: 1 }], 'stages.1: num_generations: 1 leaves every advantage zero'],
    [[], 'stages: [] is not'],
  ])('%j is refused', (given, message) => {
    expect(() => resolveOptions({ stages: given })).toThrow(message);
  });
});
