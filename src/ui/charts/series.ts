/** From a run's history to the columns that a chart draws. */
import type { Measured, RunState } from '../session/run-state';

export interface Line {
  label: string;
  /** Lines join their points, dots stand alone. */
  style: 'line' | 'dots';
  values: (number | null)[];
  /** How far the values spread that this is the mean of; such a line has a colour. */
  band?: { low: (number | null)[]; high: (number | null)[] };
  /** For the light scheme and for the dark one. Default: of the style. */
  colour?: readonly [light: string, dark: string];
  /** Lengths of its dashes and gaps; none: whole. */
  dash?: number[];
}

export interface ChartData {
  title: string;
  /** What the x axis counts. Default: steps. */
  unit?: string;
  steps: number[];
  lines: Line[];
  /** Whether the values are shares of one, drawn from 0 to 1 and written in percent. */
  share: boolean;
}

type Read = (metrics: Measured['metrics']) => number | undefined;

/** The charts of the first screen. Their titles are short: beside them stand the step and its values. */
export function runCharts({ updates, evaluations, info }: RunState): ChartData[] {
  const single = (title: string, label: string, share: boolean, read: Read) =>
    chart(title, share, [{ label, style: 'line', from: updates, read }]);
  return [
    rewardChart(updates, evaluations, info?.options),
    single('groups to learn from', 'groups to learn from', true, ({ frac_reward_zero_std }) =>
      frac_reward_zero_std === undefined ? undefined : 1 - frac_reward_zero_std,
    ),
    single('next-token entropy', 'entropy', false, (metrics) => metrics.entropy),
    single(clipTitle(info?.options.loss_type), 'tokens', false, (metrics) => metrics['clip_ratio/region_mean']),
  ];
}

function rewardChart(
  updates: readonly Measured[],
  evaluations: readonly Measured[],
  options: Readonly<Record<string, unknown>> = {},
): ChartData {
  const reward: Source = { label: 'reward', style: 'line', from: updates, read: (metrics) => metrics.reward };
  const dots: Source = {
    label: 'held-out pass@1',
    style: 'dots',
    from: evaluations,
    read: (metrics) => metrics['eval/pass@1'],
  };
  if (typeof options.reward_model === 'string') {
    // The score of a reward model is no share; what the tests say of the same programs stands beside it.
    const passed: Source = {
      label: 'passed the tests',
      style: 'line',
      dash: [4, 3],
      from: updates,
      read: (metrics) => metrics['sandbox/pass_frac'],
    };
    return chart('score · dashed: tests', false, [reward, passed, dots]);
  }
  return chart(`reward · dots: ${options.tasks === 'own' ? 'score' : 'unseen'}`, true, [reward, dots]);
}

interface Source {
  label: string;
  style: Line['style'];
  dash?: number[];
  from: readonly Measured[];
  read: Read;
}

function chart(title: string, share: boolean, sources: Source[]): ChartData {
  const steps = [...new Set(sources.flatMap(({ from }) => from.map(({ step }) => step)))].sort((a, b) => a - b);
  const lines = sources.map(({ label, style, dash, from, read }) => {
    const byStep = new Map(from.map(({ step, metrics }) => [step, read(metrics)]));
    return { label, style, dash, values: steps.map((step) => byStep.get(step) ?? null) };
  });
  return { title, steps, lines, share };
}

function clipTitle(loss: unknown): string {
  if (loss === 'gppo') return 'clipped, kept by GPPO';
  if (loss === 'cispo') return 'clipped weights';
  return 'tokens outside the clip';
}

/** At most `most` rows of a chart, the last one among them, evenly spread. */
export function sampledRows({ steps, lines }: ChartData, most: number): (number | null)[][] {
  const count = Math.min(steps.length, most);
  const spread = count > 1 ? (steps.length - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, row) => {
    const i = count > 1 ? Math.round(row * spread) : steps.length - 1;
    return [steps[i], ...lines.map(({ values }) => values[i])];
  });
}

/** The last known value of a line up to an index; undefined when there is none. */
export function lastValue({ values }: Line, upTo = values.length - 1): number | undefined {
  for (let i = upTo; i >= 0; i--) {
    const value = values[i];
    if (value !== null) return value;
  }
  return undefined;
}
