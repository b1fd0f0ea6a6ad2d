import { LOSS_CHOICES } from './loss-choice';
import type { Session } from './session';

export function LossPicker({ session }: { session: Session }) {
  const chosen = session.options.value.loss_type;
  const running = session.activity.value !== 'idle' && session.run.value.info?.options.loss_type;
  const choice = LOSS_CHOICES.find(({ value }) => value === chosen);
  return (
    <fieldset class="losses">
      <legend class="label">Loss</legend>
      <div class="segments">
        {LOSS_CHOICES.map(({ value, label, idea }) => (
          <label key={value} title={idea}>
            <input
              type="radio"
              name="loss_type"
              checked={value === chosen}
              onChange={() => session.setOptions({ loss_type: value })}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <p class="note">
        {running && running !== chosen
          ? `${chosen} from the next run on; this one trains with ${running}`
          : (choice?.idea ?? `loss_type ${chosen}, from the address`)}
      </p>
    </fieldset>
  );
}
