/** Runs to look at side by side, as arms: an arm is one config, with a run for each seed. */
import { COLOURS, DASHES } from '../../rl/report/plot';
import { type Look, lookOf } from '../loss-explorer/looks';
import { LOSS_CHOICES } from '../options/loss-choice';
import { RECIPE_CHOICES } from '../options/recipe-choice';
import { configKey, differing, optionsOf, optionText } from './config-diff';
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
export function groupArms(runs: readonly RunData[]): RunsArm[] {
  const groups = new Map<string, RunData[]>();
  for (const data of runs) {
    const options = optionsOf(data.run);
    const key = options ? configKey(options) : data.run.id;
    groups.set(key, [...(groups.get(key) ?? []), data]);
  }
  const arms = [...groups.values()];
  const configs = arms.map(([{ run }]) => optionsOf(run)).filter((options) => options !== undefined);
  const apart = differing(configs).filter((name) => name !== 'seed');
  const looks = chooseLooks(arms, apart);
  return arms.map((runs, i) => {
    const { colour, dash } = looks[i];
    return {
      label: labelArm(runs, apart),
      ...splitRepeats(runs),
      colour,
      dash: dash === '' ? undefined : dash.split(' ').map(Number),
    };
  });
}

/** Arms that are losses look as they do in the loss explorer; others go by their order. */
function chooseLooks(arms: readonly RunData[][], apart: readonly string[]): Look[] {
  const losses = arms.map(([{ run }]) => lookOf(optionsOf(run)?.loss_type));
  const known = losses.filter((look) => look !== undefined);
  const areLosses = apart.every((name) => name === 'loss_type') && known.length === arms.length;
  if (areLosses && new Set(known).size === arms.length) return known;
  return arms.map((_, i) => ({ colour: COLOURS[i % COLOURS.length], dash: DASHES[i % DASHES.length] }));
}

function splitRepeats(runs: readonly RunData[]): Pick<RunsArm, 'runs' | 'repeats'> {
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
export const formatChoice = (option: string, text: string): string =>
  NAMED[option]?.find(({ value }) => value === text)?.label ?? text;

function labelArm([{ run }]: RunData[], apart: readonly string[]): string {
  const options = optionsOf(run);
  if (!options || apart.length === 0) return run.name;
  const parts = apart.map((name) => {
    const text = optionText(options, name);
    return name in NAMED && text !== 'none' ? formatChoice(name, text) : `${name} ${text}`;
  });
  return parts.join(', ');
}
