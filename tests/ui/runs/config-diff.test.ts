import { expect, test } from 'vitest';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { RunInfo } from '../../../src/rl/records/events';
import { configKey, differing, optionsOf, optionText } from '../../../src/ui/runs/config-diff';

const config = (given: Record<string, unknown>) => ({ ...resolveOptions(given).options }) as Record<string, unknown>;

test('only what differs, and not what follows from another loss or recipe', () => {
  const runs = [
    config({}),
    config({ loss_type: 'gppo', seed: 1 }),
    config({ loss_type: 'cispo', learning_rate: 0.001 }),
  ];
  expect(differing(runs)).toEqual(['seed', 'loss_type', 'learning_rate']);
  expect(differing([config({}), config({ recipe: 'klear' })])).toEqual(['recipe']);
  expect(differing([config({ recipe: 'klear' }), config({ recipe: 'klear', loss_type: 'dapo' })])).toEqual([
    'loss_type',
  ]);
  expect(differing([config({}), config({ run_name: 'other', save_steps: 3, stop_after: 2 })])).toEqual([]);
  expect(differing([config({ seed: 4 })])).toEqual([]);
});

test('a run of the first edition has the words of today', () => {
  const { recompute_old_logprobs, ...today } = config({ recompute_old_logprobs: true, truncation: 'mask_tokens' });
  const first = { ...today, bypass_mode: !recompute_old_logprobs, truncation: 'maskTokens' };
  const read = (options: object) => optionsOf({ info: { options } as RunInfo })!;
  expect(differing([read(first), read({ ...today, recompute_old_logprobs })])).toEqual([]);
});

test('options of another version of Kata do not break the table', () => {
  const foreign = { ...config({}), recipe: 'not-any-more', max_steps: 7 };
  expect(differing([config({}), foreign])).toContain('max_steps');
  expect(optionText({}, 'seed')).toBe('');
});

test('runs that differ in their seeds alone are of one config', () => {
  expect(configKey(config({ seed: 1 }))).toBe(configKey(config({ seed: 2, run_name: 'b' })));
  expect(configKey(config({ seed: 1 }))).not.toBe(configKey(config({ seed: 1, beta: 0.1 })));
});
