/** Preferences from tests (AceCoder): of two programs for a problem, that one is chosen whose share of passed tests is clearly higher. */
import { z } from 'zod';
import { InputError } from '../../common/errors';
import type { PairRule } from '../options/commands/reward-model';
import type { Group } from '../records/group';
import { rewardOf } from '../reward/rewards';

/**
 * Whether a program of share `a` is preferred to one of share `b`. The chosen one passes nearly all tests; the rejected one
 * is far behind. AceCoder's paper has strict bounds, its code includes them for the first two; both compare float64 shares,
 * where .95 − .55 is below .4. In both the rejected one passes some tests: such a reward model never sees a program that
 * passes none, and may score it as it likes. `with_zero` (kata) is the code's rule without that bound.
 */
const PREFERS: Record<PairRule, (a: number, b: number) => boolean> = {
  paper: (a, b) => a > 0.8 && a - b > 0.4 && b > 0,
  code: (a, b) => a >= 0.8 && a - b >= 0.4 && b > 0,
  with_zero: (a, b) => a >= 0.8 && a - b >= 0.4,
};

/** Every pair of these shares that the rule prefers, as indices, in the order of the chosen ones, then of the rejected. */
export function preferredPairs(shares: readonly number[], rule: PairRule): [chosen: number, rejected: number][] {
  return shares.flatMap((a, chosen) =>
    shares.flatMap((b, rejected): [number, number][] => (PREFERS[rule](a, b) ? [[chosen, rejected]] : [])),
  );
}

const preferences = z.object({
  problem: z.string(),
  prompt: z.string(),
  /** Different programs, each with its tokens (end token included, where there is one) and the share of tests it passed. */
  programs: z.array(z.object({ program: z.string(), tokens: z.array(z.int().min(0)), share: z.number() })),
  /** (chosen, rejected), as indices into the programs. */
  pairs: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});

/** The preferences among the programs of one problem. */
export type Preferences = z.infer<typeof preferences>;

/** The preferences of a judged group. Equal programs count once, and one without a verdict does not count. */
export function preferencesOf({ problem, samples }: Group, rule: PairRule): Preferences {
  const programs = new Map<string, Preferences['programs'][number]>();
  for (const { completion: program, tokens, verdict } of samples) {
    if (!verdict || programs.has(program)) continue;
    programs.set(program, { program, tokens, share: rewardOf(verdict, 'fraction')! });
  }
  const different = [...programs.values()];
  const pairs = preferredPairs(
    different.map(({ share }) => share),
    rule,
  );
  // Programs that are in no pair teach nothing.
  const used = [...new Set(pairs.flat())].sort((a, b) => a - b);
  const place = new Map(used.map((program, i) => [program, i]));
  return {
    problem: problem.id,
    prompt: problem.prompt,
    programs: used.map((i) => different[i]),
    pairs: pairs.map(([chosen, rejected]) => [place.get(chosen)!, place.get(rejected)!]),
  };
}

/** Preferences as they were written; a row that is none is an InputError that names it. */
export function checkPreferences(rows: readonly unknown[], source: string): Preferences[] {
  return rows.map((row, i) => {
    const { success, data, error } = preferences.safeParse(row);
    if (!success) throw new InputError(`${source}: row ${i + 1}: ${error.issues[0].path.join('.')}: no preferences`);
    return data;
  });
}
