/** Lessons on paper: a sheet for each of them, and their answers on pages of their own. */
import './handout.css';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { LESSONS } from './index';
import type { Lesson } from './lesson';
import { Papers } from './papers';

/** What a button asked for; else what is printed is up to what is open. */
let wanted: readonly Lesson[] | undefined;

/** Opens the browser's dialogue to print these lessons. */
export function printLessons(lessons: readonly Lesson[]): void {
  wanted = lessons;
  print();
  wanted = undefined;
}

/** Whoever prints the page while this is there prints these lessons in its place. */
export function useHandout(lessons: readonly Lesson[] | undefined): void {
  useEffect(() => {
    if (!lessons) return;
    addEventListener('beforeprint', put);
    addEventListener('afterprint', remove);
    return () => {
      removeEventListener('beforeprint', put);
      removeEventListener('afterprint', remove);
    };

    function put() {
      if (sheets()) return;
      const place = document.createElement('div');
      place.className = 'handout';
      document.body.append(place);
      render(<Handout lessons={wanted ?? lessons!} />, place);
    }
    function remove() {
      const place = sheets();
      if (!place) return;
      render(null, place);
      place.remove();
    }
  }, [lessons]);
}

const sheets = () => document.querySelector('body > .handout');

function Handout({ lessons }: { lessons: readonly Lesson[] }) {
  return (
    <>
      {lessons.map((lesson) => (
        <Sheet key={lesson.name} lesson={lesson} />
      ))}
      <section class="answers">
        <h1>For the teacher: the answers</h1>
        {lessons.map((lesson) => (
          <Answer key={lesson.name} lesson={lesson} />
        ))}
        {lessons.length > 1 && <Papers />}
      </section>
    </>
  );
}

/** What a reader needs before the reveal. */
function Sheet({ lesson }: { lesson: Lesson }) {
  const { name, title, asks, before, question, runs } = lesson;
  return (
    <article class="sheet">
      <p class="of">Kata · lesson {LESSONS.indexOf(lesson)}</p>
      <h1>{title}</h1>
      <p class="asks">{asks}</p>
      {before.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <h2>Predict</h2>
      <p class="question">{question.text}</p>
      <ul class="choices-to-tick">
        {question.choices.map((choice) => (
          <li key={choice}>{choice}</li>
        ))}
      </ul>
      <p>Because</p>
      <Lines count={2} />
      <h2>Train</h2>
      <p class="address">{lessonAddress(name)}</p>
      {runs.map(({ label }) => (
        <div key={label}>
          <p>{label}:</p>
          <Lines count={1} />
        </div>
      ))}
      <h2>What the runs say</h2>
      <Lines count={3} />
    </article>
  );
}

const Lines = ({ count }: { count: number }) => (
  <div class="lines" aria-hidden="true">
    {Array.from({ length: count }, (_, i) => (
      <div key={i} />
    ))}
  </div>
);

/** What the reveal says with these settings, most of the time, and what is read after it. */
function Answer({ lesson }: { lesson: Lesson }) {
  const { title, question, idea, after } = lesson;
  return (
    <article class="answer">
      <h2>
        {LESSONS.indexOf(lesson)} · {title}
      </h2>
      <p>{question.text}</p>
      <p>
        These settings usually end so: <b>{question.choices[question.expected]}</b>
      </p>
      <p class="idea">{idea}</p>
      {after.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </article>
  );
}

const lessonAddress = (name: string): string => `${location.origin}${location.pathname}#lesson=${name}`;
