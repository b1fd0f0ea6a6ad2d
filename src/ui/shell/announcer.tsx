import { useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { percent } from '../common/format';
import { OWN_TASKS } from '../options/task-choice';
import { type RunState, scoreOf } from '../session/run-state';
import type { Session } from '../session/session';

const EVERY_MS = 10_000;

/** Tells a screen reader, politely, what the run does: at once when that is something else, else rarely. */
export function Announcer({ session }: { session: Session }) {
  const [text, setText] = useState('');
  const tell = () => setText(announcement(session));
  useSignalEffect(() => {
    void session.activity.value;
    tell();
  });
  useEffect(() => {
    const timer = setInterval(tell, EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

/** Nothing of the recorded run: it is nobody's own. */
export function announcement({ recorded, activity, live }: Pick<Session, 'recorded' | 'activity' | 'live'>): string {
  if (recorded.peek()) return '';
  const now = activity.peek();
  if (now !== 'idle' && !live.peek().info) return 'The model is loading.';
  if (now === 'pausing') return 'Pausing.';
  if (now === 'stopping') return 'Stopping.';
  return (now === 'paused' ? 'Paused. ' : '') + summary(live.peek());
}

export function summary(run: RunState): string {
  if (!run.info) return '';
  const score = run.evaluations.at(-1);
  const reward = run.updates.at(-1)?.metrics.reward;
  const parts = [`Step ${run.step} of ${run.info.max_steps}`];
  if (reward !== undefined) parts.push(`reward ${reward.toFixed(2)}`);
  // Of one's own problems there may be none held out.
  const which = run.info.options.tasks === OWN_TASKS ? 'problems' : 'held-out problems';
  if (score) parts.push(`${which} solved ${percent(scoreOf(score).value)}`);
  if (run.end) parts.push(run.end === 'done' ? 'done' : 'stopped');
  return `${parts.join(', ')}.`;
}
