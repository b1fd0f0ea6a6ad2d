/** The prediction, the runs that decide it, and the reveal. */
import type { Reading } from './lesson';
import type { LessonState } from './lesson-state';

export function QuestionCard({ state }: { state: LessonState }) {
  const revealed = state.revealed.value;
  return (
    <>
      {revealed ? <Asked state={state} /> : <Prediction state={state} />}
      <div role="status">{revealed && <Reveal state={state} reading={revealed} />}</div>
    </>
  );
}

function Prediction({ state }: { state: LessonState }) {
  const { question } = state.lesson;
  const predicted = state.predicted.value;
  return (
    <>
      <fieldset class="prediction">
        <legend>{question.text}</legend>
        {question.choices.map((choice, i) => (
          <label key={choice}>
            <input type="radio" name="prediction" checked={predicted === i} onChange={() => state.predict(i)} />
            <span>{choice}</span>
          </label>
        ))}
      </fieldset>
      <Runs state={state} />
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
    </>
  );
}

/** What was asked, and what was said. */
function Asked({ state }: { state: LessonState }) {
  const { question } = state.lesson;
  return (
    <div>
      <p class="asked">{question.text}</p>
      <p class="label">You said: “{question.choices[state.predicted.value!]}”.</p>
    </div>
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
  return (
    <div class="reveal">
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
  if (!run?.info && state.nextRun.value !== index) return 'then';
  if (!run?.info) return state.session.activity.value === 'idle' ? 'next: press Train' : 'starting';
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
