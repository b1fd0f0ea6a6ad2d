/** Options that fit a few problems of one's own: the defaults are for sets without end. */
import type { OptionTexts } from '../options/hash-options';
import type { Counts } from './own-problems';

/** Up to so many problems, a run is short: they are learned, or not, within half a minute. */
const FEW = 8;
/** Programs of an evaluation, about: as many as give a percentage a meaning. */
const SCORED_PROGRAMS = 64;
const FEWEST_SAMPLES = 4;

/** Options for these counts, as texts; undefined where the default fits. */
export function fitOptions({ train, scored }: Pick<Counts, 'train' | 'scored'>): Record<string, string | undefined> {
  const few = train <= FEW;
  const samples = Math.max(FEWEST_SAMPLES, Math.round(SCORED_PROGRAMS / Math.max(1, scored)));
  return {
    eval_problems: String(Math.min(scored, SCORED_PROGRAMS)),
    eval_samples: samples === FEWEST_SAMPLES ? undefined : String(samples),
    eval_steps: few ? '5' : undefined,
    max_steps: few ? '30' : undefined,
    prompts_per_step: few ? '8' : train <= 2 * FEW ? '16' : undefined,
  };
}

/**
 * What to change in the options before a run on problems of one's own: what fits them, but for what somebody chose. What
 * fitted the problems before them was chosen by nobody.
 */
export function refit(
  options: OptionTexts,
  before: Counts | undefined,
  now: Counts,
): Record<string, string | undefined> {
  const former = before ? fitOptions(before) : {};
  const fit = fitOptions(now);
  return Object.fromEntries(
    Object.keys(fit)
      .filter((name) => options[name] === undefined || options[name] === former[name])
      .map((name) => [name, fit[name]]),
  );
}

/** Takes back what fitted problems of one's own, for a run on others. */
export function unfit(options: OptionTexts, before: Counts): Record<string, undefined> {
  const former = Object.entries(fitOptions(before)).filter(
    ([name, text]) => text !== undefined && options[name] === text,
  );
  return Object.fromEntries(former.map(([name]) => [name, undefined]));
}
