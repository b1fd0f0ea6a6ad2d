import type { Session } from '../session/session';
import { Chart } from './chart';
import { runCharts } from './series';

export function Charts({ session }: { session: Session }) {
  // A recorded run draws itself as it plays; else the whole run is there, with a line at the step in view.
  const playing = session.recorded.value?.playing.value ?? false;
  const run = playing ? session.run.value : session.live.value;
  // Before a run says so itself, what it was asked for.
  const last = run.info?.max_steps ?? (Number(session.asked.value?.max_steps) || 60);
  return (
    <section class="charts" aria-label="Charts">
      {runCharts(run).map((data, i) => (
        <Chart
          key={i}
          data={data}
          lastStep={last}
          cursor={playing ? null : session.cursor.value}
          onSeek={(step) => session.seek(step)}
        />
      ))}
    </section>
  );
}
