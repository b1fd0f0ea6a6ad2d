import { duration } from '../common/format';
import { phaseTimes, type RunState, secondsLeft, secondsPerStep } from '../session/run-state';
import type { Activity, Session } from '../session/session';

const PHASES = [
  { phase: 'rollout', word: 'write' },
  { phase: 'judge', word: 'judge' },
  { phase: 'update', word: 'learn' },
] as const;

/** Where the run is, what it does right now, and where the time of the step in view went. */
export function Progress({ session }: { session: Session }) {
  const run = session.run.value;
  const activity = session.activity.value;
  const back = session.cursor.value !== null;
  const times = phaseTimes(run);
  const total = times ? times.rollout + times.judge + times.update : 1;
  const each = secondsPerStep(run);
  const left = secondsLeft(run);
  const now = activity === 'idle' || activity === 'paused' ? undefined : session.live.value.phase;
  return (
    <div class="progress">
      <div class="row label">
        <span>
          {session.recorded.value ? 'a recorded run, ' : isOfBefore(session) && 'the run before, '}
          {run.info
            ? `step ${run.step} of ${run.info.max_steps}`
            : activity === 'starting'
              ? 'loading the model…'
              : ' '}
          {back ? !session.recorded.value && ', looking back' : stateOf(run, activity)}
        </span>
        <span>
          {each !== undefined && `${duration(each)} a step`}
          {left !== undefined &&
            left > 0 &&
            activity !== 'idle' &&
            !back &&
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

/** Whether an open lesson asks for something else than what is in view. */
function isOfBefore({ lesson, live, activity, asksAnew }: Session): boolean {
  return lesson.value !== undefined && live.value.end !== undefined && activity.value === 'idle' && asksAnew.value;
}

/** What the run does, after its step. */
function stateOf({ phase, written, groups, step, end }: RunState, activity: Activity): string {
  if (activity === 'idle') return end === undefined ? '' : end === 'done' ? ', done' : ', stopped';
  if (phase === 'evaluation' && activity !== 'paused') return ', trying the held-out problems…';
  const within = written ? ', the next programs are written' : groups && groups.step > step ? ', judged' : '';
  return activity === 'paused' ? `${within}, paused` : '';
}
