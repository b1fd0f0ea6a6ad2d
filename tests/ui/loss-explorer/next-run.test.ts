import { describe, expect, test } from 'vitest';
import { defaultParameters } from '../../../src/losses/parameters';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { CURVE_LOSSES, lossOptions } from '../../../src/ui/loss-explorer/curves';
import { explorerForRun } from '../../../src/ui/loss-explorer/explorer-of-run';
import { changeFor, differences, undoChange, wantedOptions } from '../../../src/ui/loss-explorer/next-run';
import type { OptionTexts } from '../../../src/ui/options/hash-options';
import { optionValues } from '../../../src/ui/options/option-values';
import { readSettings } from '../../../src/ui/settings/read-settings';

const dragged = {
  ...defaultParameters(),
  ...{ epsilon: 0.35, epsilon_high: 0.6, delta: 3, gppo_beta_low: 0.25, gppo_beta_high: 0.5, gppo_only_high: true },
  ...{ cispo_min: 0.4, cispo_max: 2, sapo_temperature_pos: 2, sapo_temperature_neg: 3, dro_beta: 0.2 },
  ...{ gspo_epsilon: 0.0005, gspo_epsilon_high: 0.0006 },
};

const ASKED: OptionTexts[] = [{}, { recipe: 'klear' }, { loss_type: 'gspo', epsilon: '0.1', epsilon_high: '0.9' }];

/** The options that are asked for when a change is made to them. */
function after(asked: OptionTexts, change: Record<string, string | undefined>): OptionTexts {
  const entries = Object.entries({ ...asked, ...change });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

describe.each(CURVE_LOSSES)('%s', (curve) => {
  test.each([dragged, defaultParameters()])('a run with the options has the curve that was shown', (parameters) => {
    for (const asked of ASKED) {
      const next = after(asked, changeFor(asked, wantedOptions(curve, parameters, [])));
      const { options } = resolveOptions(optionValues(trainOptions, next));
      const reads = Object.keys(wantedOptions(curve, parameters, [])).filter((name) => name !== 'loss_type');
      const [run, shown] = [options, lossOptions(curve, parameters)].map((loss) =>
        Object.fromEntries(reads.map((name) => [name, loss[name as keyof typeof loss] ?? 0])),
      );
      expect([options.loss_type, run]).toEqual([curve, shown]);
      expect(differences(readSettings(next), wantedOptions(curve, parameters, []))).toEqual([]);
    }
  });
});

test('only what is no default goes into the address', () => {
  const { parameters } = explorerForRun({ loss_type: 'dapo' });
  expect(changeFor({}, wantedOptions('dapo', parameters, []))).toEqual({});
  expect(changeFor({}, wantedOptions('dapo', { ...parameters, epsilon: 0.3 }, []))).toEqual({ epsilon: '0.3' });
  expect(changeFor({}, wantedOptions('gppo', parameters, []))).toEqual({ loss_type: 'gppo' });
  // GRPO's upper bound is its lower one.
  const asked = { loss_type: 'grpo', epsilon_high: '0.5', seed: '3' };
  expect(changeFor(asked, wantedOptions('grpo', { ...parameters, epsilon: 0.1 }, []))).toEqual({
    epsilon: '0.1',
    epsilon_high: undefined,
  });
  // The recipe has a dual clip; a figure without one takes it away.
  expect(readSettings({ recipe: 'klear' }).options.get('delta')!.text).toBe('10');
  expect(changeFor({ recipe: 'klear' }, wantedOptions('gppo', parameters, []))).toMatchObject({ delta: 'none' });
  // A second name of an option gives way.
  expect(changeFor({ clip_ratio: '0.4' }, wantedOptions('dapo', { ...parameters, epsilon: 0.3 }, []))).toEqual({
    clip_ratio: undefined,
    epsilon: '0.3',
  });
});

test('a loss_type of the same curve stays', () => {
  const { parameters } = explorerForRun({ loss_type: 'dapo' });
  const type = (curve: 'grpo' | 'dapo', ...runs: Record<string, unknown>[]) =>
    wantedOptions(curve, parameters, runs).loss_type;
  expect(type('grpo', { loss_type: 'dr_grpo', epsilon: 0.2, epsilon_high: 0.2 })).toBe('dr_grpo');
  expect(type('dapo', { loss_type: 'dr_grpo', epsilon: 0.2, epsilon_high: 0.28 })).toBe('dr_grpo');
  expect(type('dapo', { loss_type: 'gppo' }, { loss_type: 'dr_grpo', epsilon: '0.2', epsilon_high: '0.2' })).toBe(
    'dapo',
  );
});

test('what differs is told from the numbers, not from how they are written', () => {
  const wanted = wantedOptions('dapo', { ...defaultParameters(), epsilon: 0.3 }, []);
  expect(differences(readSettings({ epsilon: '0.30' }), wanted)).toEqual([]);
  expect(differences(readSettings({ loss_type: 'gppo' }), wanted)).toEqual([
    { name: 'loss_type', from: 'gppo', to: 'dapo' },
    { name: 'epsilon', from: '0.2', to: '0.3' },
  ]);
});

test('undone, everything is as it was', () => {
  const asked = { clip_ratio: '0.4', loss_type: 'dapo', seed: '3' };
  const change = changeFor(asked, wantedOptions('cispo', { ...defaultParameters(), cispo_max: 2 }, []));
  const next = after(asked, change);
  expect(next).toMatchObject({ loss_type: 'cispo', cispo_max: '2', seed: '3' });
  expect(after(next, undoChange(asked, change))).toEqual(asked);
});
