/** The prediction, the runs that decide it, and the reveal. */
import { useEffect, useRef } from 'preact/hooks';
import type { Reading } from './lesson';
import type { LessonState } from './lesson-state';

export function QuestionCard({ state }: { state: LessonState }) {
  const { question } = state.lesson;
  const predicted = state.predicted.value;
  const revealed = state.revealed.value;
  return (
    <>
      <fieldset class="prediction" disabled={revealed !== undefined}>
        <legend>{question.text}</legend>
        {question.choices.map((choice, i) => (
          <label key={choice} class={revealed?.answer === i ? 'answer' : ''}>
            <input type="radio" name="prediction" checked={predicted === i} onChange={() => state.predict(i)} />
            <span>{choice}</span>
          </label>
        ))}
      </fieldset>
      {!revealed && <Runs state={state} />}
      {!revealed && (
        <div class="lesson-actions">
          <button
            type="button"
            class="go"
            disabled={predicted === undefined || !state.reading.value}
            onClick={() => state.reveal()}
          >
            Reveal
          </button>
          <span class="label">{missing(state)}</span>
        </div>
      )}
      <div role="status">{revealed && <Reveal state={state} reading={revealed} />}</div>
    </>
  );
}

function Runs({ state }: { state: LessonState }) {
  return (
    <ul class="lesson-runs" aria-label="Runs of this lesson">
      {state.lesson.runs.map(({ label }, i) => (
        <li key={label}>
          <span>{label}</span>
          <span class="label">{progressOf(state, i)}</span>
        </li>
      ))}
    </ul>
  );
}

function Reveal({ state, reading }: { state: LessonState; reading: Reading }) {
  const { question } = state.lesson;
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <div class="reveal" ref={shown}>
      <p>
        <b>
          {reading.answer === state.predicted.value
            ? 'As you said.'
            : `Not as you said: “${question.choices[reading.answer]}”.`}
        </b>{' '}
        {reading.text}
      </p>
      {reading.answer !== question.expected && (
        <p>
          These settings usually end otherwise (“{question.choices[question.expected]}”). This is a short run and a
          small sample: another seed may show which of the two was luck.
        </p>
      )}
      {state.takesSeeds && (
        <button
          type="button"
          class="quiet"
          disabled={state.session.activity.value !== 'idle'}
          onClick={() => state.again()}
        >
          Again, with another seed
        </button>
      )}
    </div>
  );
}

function progressOf(state: LessonState, index: number): string {
  const run = state.runs.value[index];
  if (!run?.info) return state.nextRun.value === index ? 'next: press Train' : 'then';
  if (run.end === 'done') return 'done';
  if (run.end === 'aborted') return `stopped at step ${run.step}`;
  return `step ${run.step} of ${run.info.max_steps}`;
}

/** What the reveal waits for. */
function missing(state: LessonState): string {
  if (state.predicted.value === undefined) return 'predict first';
  if (state.reading.value) return '';
  return state.lesson.runs.length > 1 ? 'when the runs are done' : 'when the run is there';
}
