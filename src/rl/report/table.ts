/** A comparison as a table in Markdown and as rows of JSON. */
import type { Interval } from '../evaluation/bootstrap';
import type { RunRecord } from './record';
import { type ArmSummary, meanPassAt1 } from './summary';

export const HOW_TO_READ =
  'Intervals are 95 %, by bootstrap over seeds and held-out problems together (all runs have the same problems). Gain: over the same model before training; ahead: over the first arm; both by seed and problem. Other columns are means over seeds. GFLOP are those of training alone.';

/** The lines of the table; one row an arm. */
export function formatTable(arms: readonly ArmSummary[]): string[] {
  const seeds = arms[0].runs.map(({ seed }) => seed).join(', ');
  const columns: [title: string, cell: (arm: ArmSummary) => string][] = [
    ['', ({ arm }) => arm.replaceAll('|', '\\|')],
    [
      `held-out pass@1, seed${arms[0].runs.length > 1 ? 's' : ''} ${seeds}`,
      (arm) => arm.passOfRuns.map(three).join(' '),
    ],
    ['mean', ({ pass }) => `**${three(pass.mean)}** ${range(pass)}`],
    ['gain', ({ gain }) => `${signed(gain.mean)} ${range(gain, signed)}`],
    ['ahead', ({ ahead }) => (ahead ? `${signed(ahead.mean)} ${range(ahead, signed)}` : '')],
    [`pass@${arms[0].k}`, ({ passAtK }) => three(passAtK.mean)],
    ['steps', ({ steps }) => whole(steps)],
    ['updates', ({ updates }) => whole(updates)],
    ['GFLOP', ({ gflop }) => short(gflop)],
    ['tokens outside the clip', ({ clipped }) => clipped?.toFixed(3) ?? ''],
    ['entropy at the end', ({ entropy }) => entropy?.toFixed(2) ?? ''],
  ];
  const shown = columns.filter(([title]) => title !== 'ahead' || arms.some(({ ahead }) => ahead));
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(shown.map(([title]) => title)),
    line(shown.map(() => '---')),
    ...arms.map((arm) => line(shown.map(([, cell]) => cell(arm)))),
  ];
}

const three = (value: number): string => value.toFixed(3);
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const range = ({ low, high }: Interval, text = three): string => `[${text(low)}, ${text(high)}]`;
const whole = (value: number): string => value.toFixed(Number.isInteger(value) ? 0 : 1);
/** Two digits at least: `54`, `5.4`, `0.054`. */
const short = (value: number): string => (value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2))));

/** The JSON row of a run: what it spent, its result and its evaluations. Numbers have the names of their metrics. */
export function toRunRow(run: RunRecord): object {
  const { points, arm, seed, ...spent } = run;
  const curve = points.map(({ step, updates, gflop, problems }) => ({
    step,
    updates,
    gflop,
    'eval/pass@1': meanPassAt1(problems),
  }));
  const [before, after] = [curve[0], curve[curve.length - 1]].map((point) => point['eval/pass@1']);
  return { type: 'run', arm, seed, 'eval/pass@1': after, gain: after - before, ...spent, points: curve };
}

/** The JSON row of an arm: means over its runs, with intervals. */
export function toArmRow(summary: ArmSummary): object {
  const { arm, runs, pass, gain, ahead, passAtK, k, passOfRuns: _, curve, ...spent } = summary;
  return {
    type: 'arm',
    arm,
    seeds: runs.map(({ seed }) => seed),
    ...flat('eval/pass@1', pass),
    ...flat('gain', gain),
    ...(ahead && flat('ahead', ahead)),
    ...(k > 1 && flat(`eval/pass@${k}`, passAtK)),
    ...spent,
    points: curve.map(({ pass: at, ...point }) => ({ ...point, ...flat('eval/pass@1', at) })),
  };
}

const flat = (name: string, { mean, low, high }: Interval): Record<string, number> => ({
  [name]: mean,
  [`${name}_low`]: low,
  [`${name}_high`]: high,
});
