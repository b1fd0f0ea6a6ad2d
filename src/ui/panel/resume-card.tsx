import './resume-card.css';
import { resumable, stepOfCheckpoint } from '../session/run-store';
import type { Session } from '../session/session';

/** This card is about to go; the keyboard goes on from here. */
const focusTrain = () => document.querySelector<HTMLElement>('.train')?.focus();

/** Offers to go on with the run in view from its last checkpoint. */
export function ResumeCard({ session }: { session: Session }) {
  const run = session.offer.value;
  const checkpoint = run && resumable(run);
  if (!run || !checkpoint || session.activity.value !== 'idle') return null;
  const from = stepOfCheckpoint(checkpoint);
  const lost = run.step - from;
  return (
    <div class="notice quiet resume">
      <p>
        {run.name} is not at its end{run.info && `: ${run.step} of ${run.info.max_steps} steps are done`}.
        {lost > 0 && ` ${lost === 1 ? `Step ${run.step} is` : `Steps ${from + 1} to ${run.step} are`} trained again.`}
      </p>
      <div>
        <button
          type="button"
          disabled={!session.canTrain.value}
          onClick={() => {
            focusTrain();
            void session.continueRun(run.id);
          }}
        >
          Go on from step {from}
        </button>
        <button
          type="button"
          aria-label="Do not go on"
          onClick={() => {
            focusTrain();
            session.offer.value = null;
          }}
        >
          ×
        </button>
      </div>
    </div>
  );
}
