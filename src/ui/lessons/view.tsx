/** The index of the lessons. */
import './lessons.css';
import type { ViewProps } from '../session/session';
import { printLessons, useHandout } from './handout';
import { LESSONS } from './index';
import { completed } from './lesson-state';
import { enterLesson } from './open-lesson';
import { Papers } from './papers';

export function View({ session }: ViewProps) {
  const done = LESSONS.filter(({ name }) => completed.value.includes(name)).length;
  // An open lesson prints itself.
  useHandout(session.lesson.value === undefined ? LESSONS : undefined);
  return (
    <div class="card lessons">
      <div class="lessons-head">
        <div>
          <h2>Lessons</h2>
          <p class="label">
            One idea each, on the live trainer: read, predict, train, and see what your run says.
            {done > 0 && ` ${done} of ${LESSONS.length} completed.`}
          </p>
        </div>
        <button
          type="button"
          title="A sheet for each lesson, and the answers on pages of their own"
          onClick={() => printLessons(LESSONS)}
        >
          Print all
        </button>
      </div>
      <ol>
        {LESSONS.map(({ name, title, asks, idea, minutes }, i) => {
          const known = completed.value.includes(name);
          return (
            <li key={name}>
              <span class="number" aria-hidden="true">
                {i}
              </span>
              <h3>
                <a
                  href={`#lesson=${name}`}
                  onClick={(event) => {
                    event.preventDefault();
                    enterLesson(session, name);
                  }}
                >
                  {title}
                </a>
              </h3>
              <p>{known ? idea : asks}</p>
              <p class="label">
                about {minutes} min{known && <span class="good"> · completed</span>}
              </p>
            </li>
          );
        })}
      </ol>
      <Papers />
    </div>
  );
}
