import './scrubber.css';
import type { Session } from '../session/session';

/** The step in view: one slider moves charts, score, programs and tokens. */
export function Scrubber({ session }: { session: Session }) {
  const { step: last } = session.live.value;
  const cursor = session.cursor.value;
  const step = cursor ?? last;
  const live = session.activity.value !== 'idle';
  const place = cursor === null ? (live ? 'live' : 'the last one') : `of ${last}`;
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
        aria-valuetext={`step ${step}, ${place}`}
        style={{ '--at': `${100 * share}%` }}
        onInput={(event) => session.seek(Number(event.currentTarget.value))}
      />
      <End session={session} live={live} />
    </div>
  );
}

/** What is at the right end, and the way there; of a recorded run, that it is one. */
function End({ session, live }: { session: Session; live: boolean }) {
  const recorded = session.recorded.value;
  const back = session.cursor.value !== null;
  if (recorded?.playing.value) {
    return (
      <button type="button" onClick={() => recorded.stop()}>
        a recorded run · stop
      </button>
    );
  }
  if (recorded && !back) return <span>a recorded run</span>;
  return (
    <button type="button" disabled={!back} onClick={() => session.seek(null)}>
      {live && <i class={back ? '' : 'on'} aria-hidden="true" />}
      {back ? `to the ${live ? 'present' : 'end'}` : live ? 'live' : 'end'}
    </button>
  );
}
