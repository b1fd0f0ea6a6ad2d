import { expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import type { PairRule } from '../../../src/rl/options/commands/reward-model';
import type { Group, Sample } from '../../../src/rl/records/group';
import { checkPreferences, preferencesOf, preferredPairs } from '../../../src/rl/reward-model/preference-pairs';
import { losses } from '../../golden';
import { makeGroup, makeSample, makeVerdict } from '../samples';

const golden = losses.reward_model;

test.each<[PairRule, [number, number][]]>([
  ['paper', golden.pairs_paper_strict],
  ['code', golden.pairs_code_geq],
])('the pairs of AceCoder, by its %s', (rule, expected) => {
  const shares: number[] = golden.pass_rates;
  const pairs = preferredPairs(shares, rule);
  expect(pairs.map(([chosen, rejected]) => [shares[chosen], shares[rejected]])).toEqual(expected);
});

test('with_zero rejects programs that pass nothing too', () => {
  const shares: number[] = golden.pass_rates;
  const zero = shares.indexOf(0);
  const more = preferredPairs(shares, 'with_zero').filter(([, rejected]) => rejected === zero);
  expect(more.map(([chosen]) => shares[chosen])).toEqual([1, 0.95, 0.9, 0.8]);
  expect(preferredPairs(shares, 'with_zero').length).toBe(golden.pairs_code_geq.length + more.length);
});

const sample = (completion: string, passed: number, total = 10): Sample =>
  makeSample({
    completion,
    tokens: [...completion].map((character) => character.charCodeAt(0)),
    verdict: { ...makeVerdict(passed === total), passed, total },
  });
const group = (samples: Sample[]): Group => makeGroup(samples, { problem: { id: 'p', prompt: 'ask' } });

test('equal programs count once; those in no pair, and those without a verdict, are left out', () => {
  const { verdict: _, ...unjudged } = sample('u', 10);
  const preferences = preferencesOf(
    group([
      sample('b', 5),
      sample('none', 0),
      sample('a', 10),
      unjudged,
      sample('a', 10),
      sample('c', 9),
      sample('d', 6),
    ]),
    'paper',
  );
  expect(preferences).toEqual({
    problem: 'p',
    prompt: 'ask',
    programs: [
      { program: 'b', tokens: [98], share: 0.5 },
      { program: 'a', tokens: [97], share: 1 },
      // 1 − .6 is exactly .4, which the paper's rule leaves out.
    ],
    pairs: [[1, 0]],
  });
  const byCode = preferencesOf(group([sample('b', 5), sample('a', 10), sample('c', 9), sample('d', 6)]), 'code');
  expect(byCode.pairs.map((pair) => pair.map((i) => byCode.programs[i].program).join('>'))).toEqual([
    'a>b',
    'a>d',
    'c>b',
  ]);
});

test('a verdict that claims all tests without passing is none to choose', () => {
  const liar = sample('x', 10);
  liar.verdict!.status = 'error';
  expect(preferencesOf(group([liar, sample('y', 5)]), 'code').pairs).toEqual([]);
});

test('what was written is read back, and nothing else', () => {
  const written = preferencesOf(group([sample('b', 5), sample('a', 10)]), 'paper');
  expect(checkPreferences(JSON.parse(JSON.stringify([written])), 'file')).toEqual([written]);
  expect(() => checkPreferences([written, { ...written, pairs: [[0]] }], 'file')).toThrow(InputError);
  expect(() => checkPreferences([written, { ...written, pairs: [[0]] }], 'file')).toThrow('file: row 2: pairs.0');
});
