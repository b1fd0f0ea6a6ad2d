import { expect, test } from 'vitest';
import { madeWith } from '../../../src/ui/panel/run-choices';

test('a run is told from the panel by its task, its recipe and its loss', () => {
  expect(madeWith({}, {})).toEqual([]);
  expect(madeWith({ seed: '3' }, { max_steps: '9' })).toEqual([]);
  expect(madeWith({ loss_type: 'dapo', tasks: 'spec-to-function' }, {})).toEqual([]);
  expect(madeWith({ loss_type: 'gppo' }, {})).toEqual(['GPPO']);
  expect(madeWith({}, { loss_type: 'gppo' })).toEqual(['DAPO']);
  expect(madeWith({ loss_type: 'sapo', tasks: 'own' }, {})).toEqual(['your own problems', 'sapo']);
  expect(madeWith({}, { recipe: 'klear' })).toEqual(['numbers, strings and lists', 'the default recipe', 'DAPO']);
  expect(madeWith({ recipe: 'klear' }, { tasks: 'loop' })).toEqual([
    'numbers, then strings and lists',
    'Klear',
    'GPPO',
  ]);
});
