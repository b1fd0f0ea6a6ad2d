/** Runs to look at side by side, as arms: an arm is one config, with a run for each seed. */
import { COLOURS, DASHES } from '../../rl/report/plot';
import { LOSS_CHOICES } from '../options/loss-choice';
import { RECIPE_CHOICES } from '../options/recipe-choice';
import { configKey, differing, optionsOf, textOf } from './config-diff';
import type { RunData } from './run-data';

export interface RunsArm {
  /** What sets it apart from the other arms. */
  label: string;
  /** One a seed: of several, the one that came furthest. */
  runs: RunData[];
  /** The others: a run of the same seed says nothing new. */
  repeats: RunData[];
  colour: readonly [light: string, dark: string];
  dash?: number[];
}

/** The arms of these runs, in the order in which they first come. A run without a config is an arm of its own. */
export function armsOf(runs: readonly RunData[]): RunsArm[] {
  const groups = new Map<string, RunData[]>();
  for (const data of runs) {
    const options = optionsOf(data.run);
    const key = options ? configKey(options) : data.run.id;
    groups.set(key, [...(groups.get(key) ?? []), data]);
  }
  const arms = [...groups.values()];
  const configs = arms.map(([{ run }]) => optionsOf(run)).filter((options) => options !== undefined);
  const apart = differing(configs).filter((name) => name !== 'seed');
  return arms.map((runs, i) => ({
    label: labelOf(runs, apart),
    ...oneEach(runs),
    colour: COLOURS[i % COLOURS.length],
    dash: dashOf(i),
  }));
}

function oneEach(runs: readonly RunData[]): Pick<RunsArm, 'runs' | 'repeats'> {
  const furthest = new Map<unknown, RunData>();
  for (const data of runs) {
    const seed = optionsOf(data.run)?.seed;
    const other = furthest.get(seed);
    if (!other || data.run.step >= other.run.step) furthest.set(seed, data);
  }
  const chosen = runs.filter((data) => [...furthest.values()].includes(data));
  return { runs: chosen, repeats: runs.filter((data) => !chosen.includes(data)) };
}

/** Options whose values have names of their own. */
const NAMED: Readonly<Record<string, readonly { value: string; label: string }[]>> = {
  loss_type: LOSS_CHOICES,
  recipe: RECIPE_CHOICES,
};

/** What a person calls the value of an option: DAPO. */
export const nameOfValue = (option: string, text: string): string =>
  NAMED[option]?.find(({ value }) => value === text)?.label ?? text;

function labelOf([{ run }]: RunData[], apart: readonly string[]): string {
  const options = optionsOf(run);
  if (!options || apart.length === 0) return run.name;
  const parts = apart.map((name) => {
    const text = textOf(options, name);
    return name in NAMED && text !== 'none' ? nameOfValue(name, text) : `${name} ${text}`;
  });
  return parts.join(', ');
}

function dashOf(arm: number): number[] | undefined {
  const dash = DASHES[arm % DASHES.length];
  return dash === '' ? undefined : dash.split(' ').map(Number);
}
