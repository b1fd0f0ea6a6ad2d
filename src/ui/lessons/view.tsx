/** The index of the lessons. */
import './lessons.css';
import type { ViewProps } from '../views';
import { completed } from './completed';
import { LESSONS } from './index';
import { enterLesson } from './open-lesson';

export function View({ session }: ViewProps) {
  const done = LESSONS.filter(({ name }) => completed.value.includes(name)).length;
  return (
    <div class="card lessons">
      <div class="lessons-head">
        <h2>Lessons</h2>
        <p class="label">
          One idea each, on the live trainer: read, predict, train, and see what your run says.
          {done > 0 && ` ${done} of ${LESSONS.length} completed.`}
        </p>
      </div>
      <ol>
        {LESSONS.map(({ name, title, idea, minutes }, i) => (
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
            <p>{idea}</p>
            <p class="label">
              about {minutes} min{completed.value.includes(name) && <span class="good"> · completed</span>}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}
