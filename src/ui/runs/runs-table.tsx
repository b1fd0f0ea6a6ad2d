import { Fragment } from 'preact';
import { ago, brief, percent } from '../common/format';
import { HeadRow } from '../common/head-row';
import type { Session } from '../session/session';
import { differing, optionsOf, optionText } from './config-diff';
import { bestPass, type Estimate, gflopAt, lastPass, type RunData } from './run-data';
import { RunDetails } from './run-details';
import type { SavedRuns } from './saved-runs';
import { Swatch } from './swatch';

interface Props {
  session: Session;
  saved: SavedRuns;
  runs: readonly RunData[];
}

const LAST = { name: 'pass@1 last', title: 'Held-out pass@1 of the last evaluation, with its 95 % interval' };
const BEST = {
  name: 'best',
  title: 'Held-out pass@1 of the best evaluation: the best of several looks better than it is',
};

/** The runs of this browser, newest first, with only what differs in their configs. */
export function RunsTable({ session, saved, runs }: Props) {
  const configs = runs.map(({ run }) => optionsOf(run)).filter((options) => options !== undefined);
  const options = differing(configs);
  const chosen = new Map(
    saved.arms.value.flatMap((arm) => [...arm.runs, ...arm.repeats].map(({ run }) => [run.id, arm])),
  );
  const columns = ['chart', 'run', LAST, BEST, ...options, 'steps', 'GFLOP', 'when'];
  return (
    <section class="scroll" aria-label="Runs of this browser">
      <table class="runs">
        <HeadRow columns={columns} />
        <tbody>
          {runs.map((data) => {
            const { run } = data;
            const arm = chosen.get(run.id);
            const open = saved.open.value === run.id;
            const config = optionsOf(run);
            return (
              <Fragment key={run.id}>
                <tr class={open ? 'open' : ''}>
                  <td>
                    <label class="in-chart">
                      <input
                        type="checkbox"
                        checked={arm !== undefined}
                        aria-label={`${run.name} in the chart`}
                        disabled={data.updates.length + data.evaluations.length === 0}
                        onChange={({ currentTarget }) => saved.choose(run.id, currentTarget.checked)}
                      />
                      {arm ? <Swatch arm={arm} /> : <i class="no-line" />}
                    </label>
                  </td>
                  <th scope="row">
                    <button
                      type="button"
                      class="link"
                      aria-expanded={open}
                      onClick={() => {
                        saved.open.value = open ? undefined : run.id;
                      }}
                    >
                      {run.name}
                    </button>
                    <small>{runStatus(data, saved, session)}</small>
                  </th>
                  <td>
                    <Pass pass={lastPass(data)} />
                  </td>
                  <td>
                    <Pass pass={bestPass(data)} />
                  </td>
                  {options.map((name) => (
                    <td key={name}>{config && optionText(config, name)}</td>
                  ))}
                  <td>
                    {run.step}
                    {run.info && run.info.max_steps !== run.step && <small> of {run.info.max_steps}</small>}
                  </td>
                  <td>{gflopAt(data, Infinity) > 0 && brief(gflopAt(data, Infinity))}</td>
                  <td>{ago(run.created, Date.now())}</td>
                </tr>
                {open && (
                  <tr class="details">
                    <td colSpan={columns.length}>
                      <RunDetails session={session} saved={saved} data={data} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Pass({ pass }: { pass: Estimate | undefined }) {
  if (!pass) return null;
  const { value, low, high } = pass;
  return (
    <>
      {percent(value)}
      {low !== undefined && high !== undefined && (
        <small>
          {' '}
          {percent(low)} to {percent(high)}
        </small>
      )}
    </>
  );
}

/** What is special about a run, beside its name. */
function runStatus({ run }: RunData, saved: SavedRuns, session: Session): string {
  const words = [
    run.imported && 'imported',
    run.step === 0 && !run.info && run.checkpoints.length > 0 && 'a model',
    session.runId.value === run.id && (session.activity.value === 'idle' ? 'in view' : 'in progress'),
    session.runId.value !== run.id && saved.busy.value.has(run.id) && 'in progress in another tab',
  ];
  return words.filter(Boolean).join(', ');
}
