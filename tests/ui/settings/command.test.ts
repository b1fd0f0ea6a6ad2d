import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { command } from '../../../src/cli/commands/train';
import { parseArguments } from '../../../src/cli/options';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { optionValues } from '../../../src/ui/options/option-values';
import type { SavedRun } from '../../../src/ui/session/run-store';
import { trainCommand } from '../../../src/ui/settings/command';
import { readSettings } from '../../../src/ui/settings/read-settings';
import { madeRun } from '../runs/made-runs';

const commandFor = (given: Record<string, string>) => trainCommand(readSettings(given));

/** The words that a shell makes of a command. */
const words = (text: string) =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** What the command line makes of a command. */
function parsed(text: string) {
  const [npx, kata, train, ...argv] = words(text);
  expect([npx, kata, train]).toEqual(['npx', 'kata', 'train']);
  const { backend: _, ...given } = parseArguments(argv, command.schema, () => '').given;
  return resolveOptions(given).options;
}

const STAGES = '[{"name":"it\'s $HOME `x` \\\\ first","until":{"step":2},"temperature":0.8},{"temperature":1}]';

test.each<Record<string, string>>([
  {},
  { loss_type: 'gppo', learning_rate: '2e-4', seed: '7' },
  { recipe: 'klear', recipe_scale: 'false', delta: 'none', drop_zero_advantage: 'false' },
  { recipe: 'acereason', stages: 'none', tasks: 'spec-to-function/lists,spec-to-function/strings', levels: '1,2,2' },
  { stages: STAGES, run_name: "it's -- mine; $(date) *", one_off_pipelining: 'true' },
  { run_name: '--json', entropy_coef: '-1e-3' },
  { lr: '1e-3', clip_ratio_c: '3', 'rollout-n': '4' },
])('the command for %j resolves to the same run', (given) => {
  const { options } = resolveOptions(optionValues(trainOptions, given));
  expect(parsed(commandFor(given))).toEqual(options);
});

test('holds what differs from the defaults, and nothing else', () => {
  expect(commandFor({})).toBe('npx kata train');
  expect(commandFor({ recipe: 'klear', loss_type: 'gppo', epsilon: '0.2', lr: '1e-3' })).toBe(
    'npx kata train --recipe klear --learning_rate 1e-3',
  );
});

test('starts from a checkpoint of this browser where its .zip is unpacked to', () => {
  const { run } = madeRun({ id: 'a', steps: 8 });
  const commandFrom = (change: Partial<SavedRun>) =>
    trainCommand(readSettings({ model: 'kept/a/checkpoint-8' }), [{ ...run, name: 'my run', ...change }]);
  expect(commandFrom({})).toBe('npx kata train --model my-run/checkpoint-8');
  expect(commandFrom({ info: undefined })).toBe('npx kata train --model my-run');
});

test("reads one's own problems from a file", () => {
  expect(commandFor({ tasks: 'own' })).toBe('npx kata train --tasks own.jsonl');
});
