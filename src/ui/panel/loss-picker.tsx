import { defaultLoss, LOSS_CHOICES, lossOf } from '../options/loss-choice';
import type { Session } from '../session/session';

export function LossPicker({ session }: { session: Session }) {
  const chosen = lossOf(session.options.value);
  const choose = (loss: string) =>
    session.setOptions({ loss_type: loss === defaultLoss(session.options.value) ? undefined : loss });
  return (
    <fieldset class="choice">
      <legend class="label">Loss</legend>
      <div class="segments">
        {LOSS_CHOICES.map(({ value, label, idea }) => (
          <label key={value} title={idea}>
            <input type="radio" name="loss_type" checked={value === chosen} onChange={() => choose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
