import { LOSS_CHOICES, lossOf } from '../options/loss-choice';
import type { Session } from '../session/session';
import { madeWithOther } from './made-with';

/** Below the choices: the idea of the loss, or, while a run goes on with others, that these are for the next one. */
export function ChoiceNote({ session }: { session: Session }) {
  const loss = lossOf(session.options.value);
  const others = session.activity.value === 'idle' ? [] : madeWithOther(session);
  return (
    <p class={`note of-choices ${others.length > 0 ? 'in-view' : ''}`}>
      {others.length > 0
        ? `from the next run on; this one: ${others.join(', ')}`
        : (LOSS_CHOICES.find(({ value }) => value === loss)?.idea ?? `loss_type ${loss}`)}
    </p>
  );
}
