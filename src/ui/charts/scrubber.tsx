import './scrubber.css';
import type { Session } from '../session/session';

/** The step in view: one slider moves charts, score, programs and tokens. */
export function Scrubber({ session }: { session: Session }) {
  const { step: last } = session.live.value;
  const cursor = session.cursor.value;
  const step = cursor ?? last;
  const share = last > 1 ? (step - 1) / (last - 1) : last;
  return (
    <div class="scrubber">
      <label for="step">{`step ${step}`}</label>
      <input
        id="step"
        type="range"
        min={Math.min(last, 1)}
        max={last}
        value={step}
        disabled={last < 2}
        aria-valuetext={`step ${step}, ${cursor === null ? rightEnd(session) : `of ${last}`}`}
        style={{ '--at': `${100 * share}%` }}
        onInput={(event) => session.seek(Number(event.currentTarget.value))}
      />
      <End session={session} />
    </div>
  );
}

/** What the right end of the slider is. */
function rightEnd({ activity, live }: Session): 'live' | 'paused' | 'end' | 'last step' {
  if (activity.value === 'idle') return live.value.end === 'done' ? 'end' : 'last step';
  return activity.value === 'paused' ? 'paused' : 'live';
}

/** What is at the right end, and the way there; of a recorded run, that it is one, and how to see it again. */
function End({ session }: { session: Session }) {
  const recorded = session.recorded.value;
  if (recorded) {
    return recorded.playing.value ? (
      <button type="button" onClick={() => recorded.stop()}>
        a recorded run · stop
      </button>
    ) : (
      <button type="button" onClick={() => session.playRecorded()}>
        a recorded run · play
      </button>
    );
  }
  const back = session.cursor.value !== null;
  const place = rightEnd(session);
  return (
    <button type="button" disabled={!back} onClick={() => session.seek(null)}>
      {place === 'live' && <i class={back ? '' : 'on'} aria-hidden="true" />}
      {back ? `to the ${place === 'live' || place === 'paused' ? 'present' : place}` : place}
    </button>
  );
}
