/** "Runs": the runs of this browser in a table and side by side in a chart; races; what comes in from files. */
import './runs.css';
import { useMemo, useState } from 'preact/hooks';
import { Chart } from '../charts/chart';
import { Options, Segments } from '../common/inputs';
import { ImportButton, ImportNotes } from '../import/import-button';
import type { ViewProps } from '../session/session';
import type { RunsArm } from './arms';
import { type Axis, axisExtent, overlay, QUANTITIES, type QuantityName } from './overlay';
import { RaceBar } from './race-bar';
import { RaceForm } from './race-form';
import { makeReport } from './report';
import { ReportTable } from './report-table';
import { RunsTable } from './runs-table';
import { type SavedRuns, savedRuns } from './saved-runs';
import { Swatch } from './swatch';

export function View({ session }: ViewProps) {
  const saved = savedRuns(session);
  const [racing, setRacing] = useState(false);
  const runs = saved.runs.value;
  const races = saved.races.value;
  return (
    <div class="card runs-view">
      <div class="runs-head">
        <h2>Runs</h2>
        <button type="button" aria-expanded={racing} onClick={() => setRacing(!racing)}>
          New race
        </button>
        <ImportButton session={session} />
      </div>
      <div class="runs-body">
        <ImportNotes session={session} />
        {racing && (
          <RaceForm
            session={session}
            onStart={(plan) => {
              setRacing(false);
              saved.look(plan);
              void saved.race.run(plan);
            }}
          />
        )}
        {saved.race.broke.value && (
          <p class="label" role="status">
            The race ended early: {saved.race.broke.value} What it has is kept; it can go on.
          </p>
        )}
        {races.length > 0 && (
          <ul class="races" aria-label="Races">
            {races.map((plan) => (
              <RaceBar key={plan.id} session={session} saved={saved} plan={plan} />
            ))}
          </ul>
        )}
        <Comparison saved={saved} />
        {!saved.keeps.value ? (
          <p class="label">This browser keeps nothing for this page: runs are gone when it closes.</p>
        ) : runs === undefined ? null : runs.length === 0 && session.activity.value !== 'idle' ? (
          <p class="label">The run that has just begun is listed here once its model is loaded.</p>
        ) : runs.length === 0 ? (
          <p class="label">
            Nothing yet. Every run that is trained here is kept in this browser, the last 20 of them; a race makes
            several, one after another; a checkpoint or a run of another place can be dropped anywhere on this page.
          </p>
        ) : (
          <RunsTable session={session} saved={saved} runs={runs} />
        )}
      </div>
    </div>
  );
}

function repeatsText({ repeats }: RunsArm): string {
  const seeds = [...new Set(repeats.map(({ run }) => run.info?.options.seed))];
  return `seed ${seeds.join(', ')} more than once, drawn once`;
}

const AXES: readonly { value: Axis; label: string }[] = [
  { value: 'step', label: 'steps' },
  { value: 'GFLOP', label: 'GFLOP' },
];
const SHOWN = Object.entries(QUANTITIES).map(([value, { title }]) => ({ value, label: title }));

/** The chosen runs in one chart, and what can be said of their ends. */
function Comparison({ saved }: { saved: SavedRuns }) {
  const [axis, setAxis] = useState<Axis>('step');
  const arms = saved.arms.value.filter(({ runs }) =>
    runs.some(({ updates, evaluations }) => updates.length + evaluations.length > 0),
  );
  // Resampling takes a moment: only when there is something new to resample.
  const known = arms.flatMap(({ label, runs }) =>
    runs.map(({ run, evaluations }) => [label, run.id, run.end, evaluations.length]),
  );
  const report = useMemo(() => makeReport(arms), [known.join()]);
  if (arms.length === 0) return null;
  const extent = axisExtent(arms, axis);
  return (
    <section class="comparison" aria-label="Chosen runs">
      <div class="comparison-head">
        <ul class="arms">
          {arms.map((arm) => (
            <li key={arm.label}>
              <Swatch arm={arm} /> {arm.label}
              {arm.runs.length > 1 && <small> {arm.runs.length} seeds, lowest to highest</small>}
              {arm.repeats.length > 0 && <small> {repeatsText(arm)}</small>}
            </li>
          ))}
        </ul>
        <label class="beside">
          <span class="label">beside pass@1</span>
          <select
            value={saved.beside.value}
            onChange={({ currentTarget }) => {
              saved.beside.value = currentTarget.value as QuantityName;
            }}
          >
            <Options choices={SHOWN} />
          </select>
        </label>
        <fieldset>
          <legend class="visually-hidden">against</legend>
          <Segments name="runs-axis" choices={AXES} chosen={axis} onChoose={setAxis} />
        </fieldset>
      </div>
      <div class="charts">
        {overlay(arms, axis, saved.beside.value).map((data) => (
          <Chart key={data.title} data={data} lastStep={extent} cursor={null} />
        ))}
      </div>
      {report && <ReportTable report={report} arms={arms} />}
    </section>
  );
}
