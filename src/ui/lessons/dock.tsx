/** The lesson that is open, in the place of the page's heading. */
import './lessons.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Session } from '../session/session';
import { printLessons, useHandout } from './handout';
import { findLesson, LESSONS } from './index';
import type { Lesson, Next } from './lesson';
import { LessonState } from './lesson-state';
import { arriveAtLesson, enterLesson, leaveLesson, putBack } from './open-lesson';
import { QuestionCard } from './question-card';

export function Dock({ session }: { session: Session }) {
  const name = session.lesson.value ?? '';
  const lesson = findLesson(name);
  // The browser's Back leaves without a word.
  useEffect(() => () => void putBack(session), [session]);
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
  const { state, entered } = useMemo(() => open(session, lesson), [session, lesson]);
  const heading = useRef<HTMLHeadingElement>(null);
  const sheets = useMemo(() => [lesson], [lesson]);
  useHandout(sheets);
  useEffect(() => {
    // What was clicked on is gone, and on a phone the lesson stands above what is in view.
    if (entered) {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: 'nearest' });
    }
    return () => state.dispose();
  }, [state]);
  return (
    <div class="lesson">
      <div class="lesson-head">
        <h1 ref={heading} tabIndex={-1}>
          {lesson.title}
        </h1>
        <button
          type="button"
          class="quiet"
          title="This lesson on paper, with its answer on a page of its own"
          onClick={() => printLessons(sheets)}
        >
          Print
        </button>
        <button type="button" class="quiet" onClick={() => leaveLesson(session)}>
          Leave
        </button>
      </div>
      <Page state={state} />
    </div>
  );
}

/** Other than by an address that names a view, a lesson opens with its own. */
function open(session: Session, lesson: Lesson): { state: LessonState; entered: boolean } {
  const { entered, overrides, place } = arriveAtLesson(session);
  const named = session.view.value !== 'lessons' && session.view.value !== 'programs';
  const state = new LessonState(session, lesson, overrides, place);
  if (entered || !(place || named)) session.show(lesson.view, true);
  return { state, entered };
}

function Page({ state }: { state: LessonState }) {
  const body = useRef<HTMLDivElement>(null);
  /** The reader asked for the reveal, and wants to read it. */
  const asked = useRef(false);
  const { session, lesson, questionPage } = state;
  const { before, after, idea } = lesson;
  const page = state.page.value;
  const waits = state.waitsFor;
  const last = page === state.pages - 1;
  const reveals = page === questionPage && !state.revealed.value;
  const following = LESSONS[LESSONS.indexOf(lesson) + 1];
  useEffect(() => {
    const reveal = asked.current ? body.current?.querySelector<HTMLElement>('.reveal') : undefined;
    reveal?.focus({ preventScroll: true });
    reveal?.scrollIntoView({ block: 'nearest' });
    asked.current = false;
  }, [reveals]);
  const goOn = () => {
    if (waits !== undefined) return;
    asked.current = reveals;
    if (reveals) state.reveal();
    else if (last) enterLesson(session, following.name);
    else state.page.value++;
  };
  return (
    <>
      <div class="lesson-body" ref={body}>
        {page === questionPage ? (
          <QuestionCard state={state} />
        ) : (
          <div class="lesson-text" aria-live="polite">
            {page === questionPage + 1 && <p class="idea">{idea}</p>}
            <p>{page < questionPage ? before[page] : after[page - before.length - 1]}</p>
          </div>
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
        {/* One button, whatever it says: so it keeps the focus. */}
        {(!last || following) && (
          <button type="button" class="go" aria-disabled={waits !== undefined} onClick={goOn}>
            {reveals ? 'Reveal' : last ? 'Next lesson' : 'Next'}
          </button>
        )}
      </nav>
    </>
  );
}

function WhatNext({ state }: { state: LessonState }) {
  const { session, lesson } = state;
  const follow = (next: Next) => {
    if (next.lesson) enterLesson(session, next.lesson);
    else if (next.view) session.show(next.view);
    else state.attempt(next);
  };
  return (
    <section class="what-next" aria-labelledby="what-next">
      <h2 id="what-next">Try next</h2>
      <ul>
        {lesson.next.map((next) => (
          <li key={next.text}>
            <button
              type="button"
              class="quiet"
              disabled={next.options && state.unable.value}
              aria-pressed={next.options && state.tried.value === next}
              onClick={() => follow(next)}
            >
              {next.text}
            </button>
            {next.options && state.unable.value ? (
              <span class="label">cannot be made here</span>
            ) : (
              state.tried.value === next && <span class="label">set: press Train</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
