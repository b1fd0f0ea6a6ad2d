/**
 * Which problems are worth practising on: with tests enough, a reference that passes, and neither too hard nor too easy for
 * the model that is to learn from them, by the share of its programs that pass.
 */
import { InputError } from '../common/errors';
import { isHidden, type Problem } from './problem';

export interface FilterRules {
  /** Hidden tests at least. */
  min_tests: number;
  /** The pass rate at least and at most; null: any, and none is needed. */
  min_pass_rate: number | null;
  max_pass_rate: number | null;
}

export const FILTER_PRESETS = ['none', 'klear', 'skywork-or1', 'acereason', 'acereason-7b', 'acereason-14b'] as const;
export type FilterPreset = (typeof FILTER_PRESETS)[number];

/**
 * What the papers ask for, told in programs of `samples`.
 * - Klear-Reasoner: 16 tests; more than half of 16 programs pass.
 * - Skywork-OR1: some of 16 programs pass and some do not.
 * - AceReason: at most 6 of 16 pass, in its later stages. Its first code stage takes difficulty up to 5 (7B) or 7 (14B),
 *   of 0 to 8: the programs of 8 that fail.
 */
export function presetRules(preset: FilterPreset, samples: number): FilterRules {
  const any: FilterRules = { min_tests: 1, min_pass_rate: null, max_pass_rate: null };
  switch (preset) {
    case 'none':
      return any;
    case 'klear':
      return { ...any, min_tests: 16, min_pass_rate: (Math.floor(samples / 2) + 1) / samples };
    case 'skywork-or1':
      return { ...any, min_pass_rate: 1 / samples, max_pass_rate: (samples - 1) / samples };
    case 'acereason':
      return { ...any, max_pass_rate: 6 / 16 };
    case 'acereason-7b':
      return { ...any, min_pass_rate: 3 / 8 };
    case 'acereason-14b':
      return { ...any, min_pass_rate: 1 / 8 };
  }
}

/** Rates are of whole programs: what rounding does to them is no reason. */
const ROUNDING = 1e-9;

/** Why a problem has too few tests; undefined when it has not. */
export function testsReason({ tests }: Problem, { min_tests }: FilterRules): string | undefined {
  const hidden = tests.filter(isHidden).length;
  return hidden < min_tests ? `fewer than ${min_tests} tests` : undefined;
}

/** Why a problem is left out by its pass rate; a rule about rates needs one. */
export function rateReason({ id, pass_rate }: Problem, rules: FilterRules): string | undefined {
  const { min_pass_rate, max_pass_rate } = rules;
  if (min_pass_rate === null && max_pass_rate === null) return undefined;
  if (pass_rate === undefined) {
    throw new InputError(`"${id}" has no pass_rate; give --model, whose programs are to be counted`);
  }
  if (min_pass_rate !== null && pass_rate < min_pass_rate - ROUNDING)
    return `pass rate below ${rounded(min_pass_rate)}`;
  if (max_pass_rate !== null && pass_rate > max_pass_rate + ROUNDING)
    return `pass rate above ${rounded(max_pass_rate)}`;
  return undefined;
}

const rounded = (rate: number): string => String(Math.round(rate * 1e4) / 1e4);

/** Difficulty from 0 to 8: how many of 8 programs fail, at the pass rate (AceReason). */
export const difficulty = (pass_rate: number): number => Math.round(8 * (1 - pass_rate));
