import { percent } from '../common/format';
import { scoresOnTrained } from '../own-task/own-problems';
import { scoreOf } from '../session/run-state';
import type { Session } from '../session/session';
import { choicesOfRunInView } from './run-choices';

const HELD_OUT = 'Held-out pass@1: the probability that one program passes all tests of a new problem';
const PRACTISED = 'pass@1 of the problems that are trained on: nothing is held out';

/** Held-out pass@1 before training and now. */
export function Score({ session }: { session: Session }) {
  const run = session.run.value;
  const idle = session.activity.value === 'idle';
  const others = idle ? choicesOfRunInView(session) : [];
  const first = run.evaluations[0];
  const last = run.evaluations.at(-1);
  const now = last && scoreOf(last);
  // A set may hold fewer than were asked for; a replay knows the means alone.
  const problems = last?.problems?.length ?? run.info?.options.eval_problems;
  const same = scoresOnTrained(run, session.problems.value);
  return (
    <div class="score">
      {others.length > 0 && <div class="label in-view">The run in view: {others.join(', ')}</div>}
      <div class="label" title={same ? PRACTISED : HELD_OUT}>
        {same ? 'Problems it practises on, solved at the first try' : 'Problems it never saw, solved at the first try'}
      </div>
      <div class="numbers">
        {first && last && first !== last && (
          <>
            <span class="before">
              <span class="visually-hidden">before: </span>
              {percent(scoreOf(first).value)}
            </span>
            <span class="before" aria-hidden="true">
              →
            </span>
          </>
        )}
        {now ? (
          <span class="now">
            <span class="visually-hidden">now: </span>
            {percent(now.value)}
          </span>
        ) : (
          <span class="now unknown" aria-hidden="true">
            ?
          </span>
        )}
        <small>
          {[
            // The interval is over problems: one has none.
            now?.margin !== undefined && problems !== 1 && `± ${points(now.margin)}`,
            now && problems !== undefined && (problems === 1 ? 'one problem' : `${problems} problems`),
            first === last &&
              (now ? 'before training' : idle ? 'measured when you press Train' : 'measured before the first step'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
    </div>
  );
}

/** A share in percentage points, with one digit where a whole number would say little. */
function points(share: number): string {
  const value = share * 100;
  return value.toFixed(value > 0 && value < 0.95 ? 1 : 0);
}
