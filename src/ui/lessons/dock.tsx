/** The lesson that is open, in the place of the page's heading. */
import './lessons.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { Session } from '../session/session';
import { LESSONS, lessonOf } from './index';
import type { Lesson, Next } from './lesson';
import { LessonState } from './lesson-state';
import { arriveAtLesson, enterLesson, leaveLesson } from './open-lesson';
import { QuestionCard } from './question-card';

export function Dock({ session }: { session: Session }) {
  const name = session.lesson.value ?? '';
  const lesson = lessonOf(name);
  // By name: another lesson begins anew.
  return lesson ? <OpenLesson key={name} session={session} lesson={lesson} /> : <NoLesson session={session} />;
}

function NoLesson({ session }: { session: Session }) {
  const name = session.lesson.value;
  return (
    <div class="lesson">
      <h1>There is no lesson “{name}”</h1>
      <p>The address names it. The lessons that there are stand under “Lessons” above.</p>
      <nav class="lesson-buttons">
        <button type="button" onClick={() => leaveLesson(session)}>
          Close
        </button>
      </nav>
    </div>
  );
}

function OpenLesson({ session, lesson }: { session: Session; lesson: Lesson }) {
  const state = useMemo(() => open(session, lesson), [session, lesson]);
  useEffect(() => () => state.dispose(), [state]);
  const page = state.page.value;
  const { before, after } = lesson;
  const waits = state.waitsFor;
  const last = page === state.pages - 1;
  const asks = page === state.questionPage;
  return (
    <div class="lesson">
      <div class="lesson-head">
        <h1>{lesson.title}</h1>
        <button type="button" class="quiet" onClick={() => leaveLesson(session)}>
          Leave
        </button>
      </div>
      <div class="lesson-body">
        {asks ? (
          <QuestionCard state={state} />
        ) : (
          <p class="lesson-text" aria-live="polite">
            {(page < state.questionPage ? before[page] : after[page - before.length - 1]).text}
          </p>
        )}
        {last && <WhatNext state={state} />}
      </div>
      <nav class="lesson-buttons" aria-label="Pages of the lesson">
        <button type="button" disabled={page === 0} onClick={() => state.page.value--}>
          Back
        </button>
        <ol class="dots" aria-label={`Page ${page + 1} of ${state.pages}`}>
          {Array.from({ length: state.pages }, (_, i) => (
            <li key={i} class={i === page ? 'here' : i < page ? 'past' : ''} aria-hidden="true" />
          ))}
        </ol>
        {waits && <span class="label">{waits}</span>}
        {last ? (
          <NextLesson session={session} lesson={lesson} />
        ) : (
          <button
            type="button"
            class="go"
            aria-disabled={waits !== undefined}
            onClick={() => waits === undefined && state.page.value++}
          >
            Next
          </button>
        )}
      </nav>
    </div>
  );
}

/** A view that the address names stays. */
function open(session: Session, lesson: Lesson): LessonState {
  const fromHere = session.view.value === 'lessons' || session.view.value === 'programs';
  const state = new LessonState(session, lesson, arriveAtLesson(session));
  if (fromHere) session.show(lesson.view);
  return state;
}

function WhatNext({ state }: { state: LessonState }) {
  const { session, lesson } = state;
  const follow = (next: Next) => (next.lesson ? enterLesson(session, next.lesson) : state.attempt(next));
  return (
    <section class="what-next" aria-labelledby="what-next">
      <h2 id="what-next">Try next</h2>
      <ul>
        {lesson.next.map((next) => (
          <li key={next.text}>
            <button
              type="button"
              class="quiet"
              aria-pressed={next.options && state.tried.value === next}
              onClick={() => follow(next)}
            >
              {next.text}
            </button>
            {state.tried.value === next && <span class="label">set: press Train</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NextLesson({ session, lesson }: { session: Session; lesson: Lesson }) {
  const following = LESSONS[LESSONS.indexOf(lesson) + 1];
  if (!following) return null;
  return (
    <button type="button" class="go" onClick={() => enterLesson(session, following.name)}>
      Next lesson
    </button>
  );
}
