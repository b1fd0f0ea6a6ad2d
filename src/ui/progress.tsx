import { duration } from './format';
import { phaseTimes, secondsLeft, secondsPerStep } from './run-state';
import type { Session } from './session';

const PHASES = [
  { phase: 'rollout', word: 'write' },
  { phase: 'judge', word: 'judge' },
  { phase: 'update', word: 'learn' },
] as const;

/** Where the run is, what it does right now, and where the last step's time went. */
export function Progress({ session }: { session: Session }) {
  const run = session.run.value;
  const activity = session.activity.value;
  const times = phaseTimes(run);
  const total = times ? times.rollout + times.judge + times.update : 1;
  const each = secondsPerStep(run);
  const left = secondsLeft(run);
  const now = activity === 'idle' || activity === 'paused' ? undefined : run.phase;
  return (
    <div class="progress">
      <div class="row label">
        <span>
          {run.info
            ? `step ${run.step} of ${run.info.max_steps}`
            : activity === 'starting'
              ? 'loading the model…'
              : ' '}
          {now === 'evaluation' && ', trying the held-out problems…'}
          {activity === 'paused' && ', paused'}
          {run.end === 'done' && ', done'}
          {run.end === 'aborted' && ', stopped'}
        </span>
        <span>
          {each !== undefined && `${duration(each)} a step`}
          {left !== undefined &&
            left > 0 &&
            activity !== 'idle' &&
            ` · ${duration(Math.max(1, Math.round(left)))} left`}
        </span>
      </div>
      <div class="phases" aria-hidden="true">
        {times && PHASES.map(({ phase }) => <i key={phase} class={phase} style={{ flexGrow: times[phase] / total }} />)}
      </div>
      <ul class="legend" aria-label="Time of the last step">
        {PHASES.map(({ phase, word }) => (
          <li key={phase} class={now === phase ? 'now' : ''}>
            <i class={phase} aria-hidden="true" />
            {word} {times && duration(times[phase])}
          </li>
        ))}
      </ul>
    </div>
  );
}
