import { expect, test } from 'vitest';
import { differentChoices } from '../../../src/ui/panel/run-choices';

test('a run is told from the panel by its task, its recipe and its loss', () => {
  expect(differentChoices({}, {})).toEqual([]);
  expect(differentChoices({ seed: '3' }, { max_steps: '9' })).toEqual([]);
  expect(differentChoices({ loss_type: 'dapo', tasks: 'spec-to-function' }, {})).toEqual([]);
  expect(differentChoices({ loss_type: 'gppo' }, {})).toEqual(['GPPO']);
  expect(differentChoices({}, { loss_type: 'gppo' })).toEqual(['DAPO']);
  expect(differentChoices({ loss_type: 'sapo', tasks: 'own' }, {})).toEqual(['your own problems', 'sapo']);
  expect(differentChoices({}, { recipe: 'klear' })).toEqual([
    'numbers, strings and lists',
    'the default recipe',
    'DAPO',
  ]);
  expect(differentChoices({ recipe: 'klear' }, { tasks: 'loop' })).toEqual([
    'numbers, then strings and lists',
    'Klear',
    'GPPO',
  ]);
});
