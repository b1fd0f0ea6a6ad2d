import './styles.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Charts } from './charts/charts';
import { Scrubber } from './charts/scrubber';
import type { Failure } from './common/failure';
import { DropOverlay } from './import/drop-overlay';
import { LessonPlace } from './lessons/lesson-place';
import { Controls } from './panel/controls';
import { ChoiceNote, ModelNote, OwnTaskNote } from './panel/notes';
import { LossPicker, RecipePicker, TaskPicker } from './panel/pickers';
import { Progress } from './panel/progress';
import { ResumeCard } from './panel/resume-card';
import { Score } from './panel/score';
import type { Session } from './session/session';
import { AddressNote } from './shell/address-note';
import { Announcer } from './shell/announcer';
import { Header } from './shell/header';
import { NothingLearned } from './shell/nothing-learned';
import { VIEW_LABELS } from './view-names';
import { Stage } from './views';

export function App({ session }: { session: Session }) {
  const left = useRef(false);
  left.current ||= session.lesson.value !== undefined;
  const support = session.support.value;
  const unable = support && 'failure' in support ? support.failure : undefined;
  const failure = unable ?? session.failure.value;
  return (
    <>
      <Header session={session} />
      <main>
        {failure && (
          <Notice failure={failure}>
            {unable && <p>The recorded run, the loss explorer and the lessons’ texts work here all the same.</p>}
          </Notice>
        )}
        <section class="panel" aria-label="Training">
          {session.lesson.value === undefined ? <Heading focus={left.current} /> : <LessonPlace session={session} />}
          <Controls session={session} />
          {session.lesson.value === undefined && (
            <>
              <div class="choices">
                <TaskPicker session={session} />
                <OwnTaskNote session={session} />
                <ModelNote session={session} />
                <RecipePicker session={session} />
                <LossPicker session={session} />
                <ChoiceNote session={session} />
              </div>
              <Score session={session} />
            </>
          )}
          <Progress session={session} />
        </section>
        <section class="stage" aria-label={VIEW_LABELS[session.view.value]}>
          <AddressNote session={session} />
          <ResumeCard session={session} />
          {session.trouble.value && <Notice failure={session.trouble.value} />}
          <NothingLearned session={session} />
          <Stage session={session} />
        </section>
      </main>
      <section aria-label="Course of the run">
        <Charts session={session} />
        <Scrubber session={session} />
      </section>
      <Announcer session={session} />
      <DropOverlay session={session} />
    </>
  );
}

/** `focus`: it comes in the place of a lesson, whose buttons are gone. */
function Heading({ focus }: { focus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus) heading.current?.focus();
  }, []);
  return (
    <div>
      <h1 ref={heading} tabIndex={-1}>
        Teach a tiny model to write JavaScript.
      </h1>
      <p class="lead">
        It writes several programs for each prompt. Unit tests judge them. What worked becomes more likely.
      </p>
    </div>
  );
}

/** Something is missing or broke: what, and the next step. */
function Notice({ failure, children }: { failure: Failure; children?: ComponentChildren }) {
  return (
    <div class="notice" role="alert">
      <p class="cause">{failure.message}</p>
      <p>{failure.advice}</p>
      {children}
    </div>
  );
}
