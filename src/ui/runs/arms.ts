/** Runs to look at side by side, as arms: an arm is one config, with a run for each seed. */
import { COLOURS, DASHES } from '../../rl/report/plot';
import { configKey, differing, optionsOf, textOf } from './config-diff';
import type { RunData } from './run-data';

export interface RunsArm {
  /** What sets it apart from the other arms. */
  label: string;
  runs: RunData[];
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
    runs,
    colour: COLOURS[i % COLOURS.length],
    dash: dashOf(i),
  }));
}

/** Options that speak for themselves. */
const PLAIN = ['loss_type', 'recipe'];

function labelOf([{ run }]: RunData[], apart: readonly string[]): string {
  const options = optionsOf(run);
  if (!options || apart.length === 0) return run.name;
  const parts = apart.map((name) => {
    const text = textOf(options, name);
    return PLAIN.includes(name) && text !== 'none' ? text : `${name} ${text}`;
  });
  return parts.join(', ');
}

function dashOf(arm: number): number[] | undefined {
  const dash = DASHES[arm % DASHES.length];
  return dash === '' ? undefined : dash.split(' ').map(Number);
}
