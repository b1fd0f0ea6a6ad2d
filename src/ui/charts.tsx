import { Chart } from './chart';
import type { RunState } from './run-state';
import { chartsOf } from './series';

export function Charts({ run }: { run: RunState }) {
  return (
    <section class="charts" aria-label="Charts">
      {chartsOf(run).map((data, i) => (
        <Chart key={i} data={data} lastStep={run.info?.max_steps ?? 60} />
      ))}
    </section>
  );
}
