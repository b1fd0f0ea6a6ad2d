/** The prediction, the runs that decide it, and the reveal. */
import type { Revealed } from './lesson';
import type { LessonState } from './lesson-state';

export function QuestionCard({ state }: { state: LessonState }) {
  const revealed = state.revealed.value;
  return revealed ? <Answer state={state} revealed={revealed} /> : <Prediction state={state} />;
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
    </>
  );
}

function Runs({ state }: { state: LessonState }) {
  return (
    <ul class="lesson-runs" aria-label="Runs of this lesson">
      {state.lesson.runs.map(({ label }, i) => (
        <li key={label}>
          <span>{label}</span>
          <span class="label">{runProgress(state, i)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What was asked, what was said, and what is so. */
function Answer({ state, revealed: { answer, text } }: { state: LessonState; revealed: Revealed }) {
  const { question, runs } = state.lesson;
  const ids = state.ids.value;
  return (
    <>
      <p class="asked">{question.text}</p>
      {/* It takes the focus when it comes: what had it, the button, is another one by then. */}
      <div class="reveal" tabIndex={-1}>
        <p>
          <b>{answer === state.predicted.value ? 'As you said.' : `Not as you said: “${question.choices[answer]}”.`}</b>{' '}
          {text ?? 'These settings usually end so. This browser cannot train, so nothing was measured.'}
        </p>
        {answer !== question.expected && (
          <p>
            These settings usually end otherwise (“{question.choices[question.expected]}”). This is a short run and a
            small sample: another seed may show which of the two was luck.
          </p>
        )}
        <div class="reveal-more">
          {ids && runs.length > 1 && (
            <button type="button" class="quiet" onClick={() => void seeTogether(state, ids)}>
              See the runs in one chart
            </button>
          )}
          {state.takesSeeds && !state.unable.value && (
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
      </div>
    </>
  );
}

/** The list of runs knows all options: it is loaded when it is wanted. */
async function seeTogether({ session, lesson }: LessonState, ids: readonly string[]): Promise<void> {
  const { savedRuns } = await import('../runs/saved-runs');
  const saved = savedRuns(session);
  saved.selection.value = { ids: new Set(ids) };
  saved.beside.value = lesson.compare ?? 'reward';
  session.show('runs');
}

function runProgress(state: LessonState, index: number): string {
  const run = state.runs.value[index];
  if (!run?.info && state.unable.value) return 'cannot be made here';
  if (!run?.info && state.nextRun.value !== index) return 'then';
  if (!run?.info) return state.session.activity.value === 'idle' ? 'next: press Train' : 'starting';
  if (run.end === 'done') return 'done';
  if (run.end === 'aborted') return `stopped at step ${run.step}`;
  return `step ${run.step} of ${run.info.max_steps}`;
}
