import { duration } from '../common/format';
import { scoresOnTrained } from '../own-task/own-problems';
import { secondsLeft, timesOf } from '../session/run-state';
import type { Session } from '../session/session';

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
  const times = timesOf(run);
  const total = times ? times.rollout + times.judge + times.update : 1;
  const goes = activity !== 'idle' && activity !== 'paused';
  const left = goes && !back ? secondsLeft(run) : undefined;
  const now = goes ? session.live.value.phase : undefined;
  const { writing } = session;
  const count = writing.value && `${writing.value.written} of ${writing.value.of}`;
  return (
    <div class="progress">
      <div class="row label">
        <span>
          {session.recorded.value ? 'a recorded run, ' : isOfBefore(session) && 'the run before, '}
          {activity === 'starting' || (!run.info && activity !== 'idle')
            ? 'loading the model…'
            : run.info
              ? `step ${run.step} of ${run.info.max_steps}`
              : '\u00a0'}
          {back ? !session.recorded.value && ', looking back' : runStatus(session)}
          {now === 'evaluation' && count && ` ${count}`}
        </span>
        <span class="times">
          {times && `took ${duration(times.step)}`}
          {left !== undefined && left > 0 && ` · ${duration(Math.max(1, Math.round(left)))} left`}
        </span>
      </div>
      <div class="phases" aria-hidden="true">
        {times && PHASES.map(({ phase }) => <i key={phase} class={phase} style={{ flexGrow: times[phase] / total }} />)}
      </div>
      <ul class="legend" aria-label="Time of the last step">
        {PHASES.map(({ phase, word }) => (
          <li key={phase} class={now === phase ? 'now' : ''}>
            <i class={phase} aria-hidden="true" />
            {word} {phase === 'rollout' && now === phase && count ? count : times && duration(times[phase])}
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
function runStatus({ run, activity: { value: activity }, problems }: Session): string {
  const { phase, written, groups, step, end } = run.value;
  if (activity === 'idle') return end === undefined ? '' : end === 'done' ? ', done' : ', stopped';
  if (phase === 'evaluation' && activity !== 'paused') {
    return scoresOnTrained(run.value, problems.value) ? ', trying the problems…' : ', trying the held-out problems…';
  }
  const within = written ? ', next programs written' : groups && groups.step > step ? ', judged' : '';
  return activity === 'paused' ? `${within}, paused` : '';
}
