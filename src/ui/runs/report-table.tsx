import type { Interval } from '../../rl/evaluation/bootstrap';
import { brief, duration, percent } from '../common/format';
import { HeadRow } from '../common/head-row';
import type { RunsArm } from './arms';
import type { Report } from './report';
import { Swatch } from './swatch';

const PASS = {
  name: 'held-out pass@1',
  title: 'With its 95 % interval, by bootstrap over seeds and held-out problems',
};
const GAIN = { name: 'gain, points', title: 'Over the same problems before training, in points of a hundred' };
const AHEAD = { name: 'ahead, points', title: 'Of the first arm, by seed and problem, in points of a hundred' };

/** The arms at their ends, with intervals, and what they say. */
export function ReportTable({ report: { summaries, notes }, arms }: { report: Report; arms: readonly RunsArm[] }) {
  const compared = summaries.some(({ ahead }) => ahead);
  return (
    <div class="report">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard as well */}
      <section class="scroll" aria-label="Comparison at the end" tabIndex={0}>
        <table>
          <HeadRow columns={['arm', 'seeds', PASS, GAIN, compared && AHEAD, 'steps', 'GFLOP', 'time']} />
          <tbody>
            {summaries.map(({ arm, runs, pass, gain, ahead, steps, gflop, seconds }) => (
              <tr key={arm}>
                <th scope="row">
                  <Swatch arm={arms.find(({ label }) => label === arm)!} /> {arm}
                </th>
                <td>{runs.map(({ seed }) => seed).join(', ')}</td>
                <td>
                  {percent(pass.mean)} <small>{between(pass, percent)}</small>
                </td>
                <td>
                  {inPoints(gain.mean)} <small>{between(gain, inPoints)}</small>
                </td>
                {compared && (
                  <td>
                    {ahead && inPoints(ahead.mean)} {ahead && <small>{between(ahead, inPoints)}</small>}
                  </td>
                )}
                <td>{Number(steps.toFixed(1))}</td>
                <td>{brief(gflop)}</td>
                <td>{duration(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul class="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

const between = ({ low, high }: Interval, write: (value: number) => string) => `${write(low)} to ${write(high)}`;

/** A share in points, with its sign. */
const inPoints = (share: number): string => `${share < 0 ? '\u2212' : '+'}${Math.abs(share * 100).toFixed(1)}`;
