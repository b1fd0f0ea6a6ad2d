/** A comparison as a table in Markdown. */
import type { Interval } from '../evaluation/bootstrap';
import type { ArmSummary } from './summary';

export const HOW_TO_READ =
  'Intervals are 95 %, by bootstrap over seeds and held-out problems together (all runs have the same problems). Gain: over the same model before training; ahead: over the first arm; both by seed and problem. Other columns are means over seeds. GFLOP are those of training alone.';

/** The lines of the table; one row an arm. */
export function tableOf(arms: readonly ArmSummary[]): string[] {
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
