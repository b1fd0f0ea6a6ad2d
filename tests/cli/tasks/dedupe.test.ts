import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { writeWordVectors } from '../onnx';
import { expectRefusal, kata } from '../terminal';

const { at, folder } = useFolder();
const file = (name: string, ...prompts: string[]) => {
  const path = at(name);
  const rows = prompts.map((prompt, i) => ({
    id: `${name[0]}${i + 1}`,
    prompt,
    entry: 'f',
    tests: [{ args: [i], expected: i }],
    split: 'train',
  }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
};
const LONG = 'give back the sum of all the numbers in the list that comes first';

test('writes what stays, as it was, and lists what does not', async () => {
  const set = file('set.jsonl', LONG, `Please ${LONG}`, 'the largest', 'the  largest', 'held out');
  const [against, output] = [file('eval.jsonl', 'held out'), at('out.jsonl')];
  const { code, out } = await kata('tasks', 'dedupe', set, '--against', against, '--output', output);
  expect(code).toBe(0);
  expect(out).toEqual([
    expect.stringMatching(/^left out {2}s2: as s1 \(shared words 0\.\d+, "give back the sum of all the numbers in"\)$/),
    'left out  s4: as s3 (same text)',
    'left out  s5: as e1 of the sets to be evaluated on (same text)',
    '',
    `2 of 5 problems stay, written to ${output}; left out: 2 same text, 1 shared words, 0 like vectors`,
  ]);
  const rows = readFileSync(set, 'utf8').split('\n');
  const kept = readFileSync(output, 'utf8').trim().split('\n');
  expect(kept.map((row) => JSON.parse(row))).toEqual([0, 2].map((i) => ({ level: 1, ...JSON.parse(rows[i]) })));
  const json = await kata('tasks', 'dedupe', set, '--json', '--ngram', '0');
  expect(JSON.parse(json.out[0])).toMatchObject({ read: 5, kept: 4, by: { exact: 1, ngram: 0, embedding: 0 } });
});

test('by a model of the user’s own, and by one that Kata trained', async () => {
  const words = at('words');
  writeWordVectors(words, { add: [1, 0, 0], sum: [0.9, 0.1, 0], largest: [0, 0, 1] });
  const set = file('like.jsonl', 'add', 'sum', 'largest');
  const { out } = await kata('tasks', 'dedupe', set, '--embedding', words, '--threshold', '0.99', '--json');
  expect(JSON.parse(out[0])).toMatchObject({ by: { embedding: 1 }, duplicates: [{ dropped: 'l2', kept: 'l1' }] });

  const specs = file('specs.jsonl', 'x*2', 'x*3', 'reverse the text');
  const own = await kata('tasks', 'dedupe', specs, '--embedding', 'model', '--threshold', '0.9', '--json');
  const { duplicates, cut } = JSON.parse(own.out[0]);
  expect(cut).toBe(0);
  expect(duplicates).toEqual([expect.objectContaining({ dropped: 's2', kept: 's1', reason: 'embedding' })]);
});

test('bad input is 2', async () => {
  const set = file('bad.jsonl', 'a');
  const cases: [string[], RegExp][] = [
    [[], /name the file/],
    [[set, '--against', at('no.jsonl')], /against: cannot read/],
    [[set, '--output', set], /the file to read/],
    [[set, '--threshold', '2'], /threshold: 2/],
    [[set, '--embedding', folder], /embedding: .*config\.json is missing/],
    [[set, '--embedding', 'model', '--model', at('no')], /model: there is no folder/],
  ];
  for (const [args, message] of cases) await expectRefusal(message, 'tasks', 'dedupe', ...args);
});
