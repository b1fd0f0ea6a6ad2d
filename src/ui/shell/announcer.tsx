import { useEffect, useState } from 'preact/hooks';
import { percent } from '../common/format';
import { type RunState, scoreOf } from '../session/run-state';
import type { Session } from '../session/session';

const EVERY_MS = 10_000;

/** Tells a screen reader, politely and rarely, how the run goes. */
export function Announcer({ session }: { session: Session }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setInterval(() => setText(summary(session.live.peek())), EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

export function summary(run: RunState): string {
  if (!run.info) return '';
  const score = run.evaluations.at(-1);
  const reward = run.updates.at(-1)?.metrics.reward;
  const parts = [`Step ${run.step} of ${run.info.max_steps}`];
  if (reward !== undefined) parts.push(`reward ${reward.toFixed(2)}`);
  if (score) parts.push(`held-out problems solved ${percent(scoreOf(score).value)}`);
  if (run.end) parts.push(run.end === 'done' ? 'done' : 'stopped');
  return `${parts.join(', ')}.`;
}
