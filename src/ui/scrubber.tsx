import './scrubber.css';
import type { Session } from './session';

/** The step in view: one slider moves charts, score, programs and tokens. */
export function Scrubber({ session }: { session: Session }) {
  const { step: last, info } = session.live.value;
  const cursor = session.cursor.value;
  const recorded = session.recorded.value;
  const active = session.activity.value !== 'idle';
  if (last === 0) return null;
  const step = cursor ?? last;
  const now = recorded ? 'end' : active ? 'live' : 'end';
  return (
    <div class="scrubber">
      <label for="step">{`step ${step}`}</label>
      <input
        id="step"
        type="range"
        min={1}
        max={last}
        value={step}
        disabled={last < 2}
        aria-valuetext={
          cursor === null ? `step ${step}, ${active ? 'live' : 'the last one'}` : `step ${step} of ${last}`
        }
        style={{ '--at': `${last > 1 ? ((step - 1) / (last - 1)) * 100 : 100}%` }}
        onInput={(event) => session.seek(Number(event.currentTarget.value))}
      />
      {recorded?.playing.value ? (
        <button type="button" onClick={() => recorded.stop()}>
          a recorded run · stop
        </button>
      ) : recorded && cursor === null ? (
        <span>a recorded run</span>
      ) : (
        <button type="button" disabled={cursor === null} onClick={() => session.seek(null)}>
          {now === 'live' && <i class={cursor === null ? 'on' : ''} aria-hidden="true" />}
          {cursor === null ? now : `to the ${now === 'live' ? 'present' : 'end'}`}
        </button>
      )}
      <span class="visually-hidden">{info && `of ${info.max_steps}`}</span>
    </div>
  );
}
