import { expect, test } from 'vitest';
import { extractFeatures } from '../../../src/cli/tasks/feature-extraction';
import { useFolder } from '../../folder';
import { writeWordVectors } from '../onnx';

const { at, folder } = useFolder();

test('a folder’s model: the mean over the words of each text, padding left out, as unit vectors', async () => {
  const folder = at('words');
  writeWordVectors(folder, { sum: [3, 0], of: [0, 0], list: [0, 4] });
  const vectors = await extractFeatures(folder, ['sum', 'Sum of list', 'list list of']);
  const expected = [
    [1, 0],
    [0.6, 0.8],
    [0, 1],
  ];
  for (const [i, vector] of vectors.entries()) {
    for (const [c, value] of vector.entries()) expect(value).toBeCloseTo(expected[i][c], 6);
  }
});

test('a folder without a model says what is missing', async () => {
  await expect(extractFeatures(folder, ['a'])).rejects.toThrow(/embedding: .*config\.json is missing/);
});
