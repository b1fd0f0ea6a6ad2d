import type { Quantity } from '../session/token-place';
import { lookOf } from './quantities';

interface Props {
  choices: readonly Quantity[];
  chosen: Quantity;
  onChoose: (quantity: Quantity) => void;
}

/** What the tokens are coloured by. */
export function Chooser({ choices, chosen, onChoose }: Props) {
  return (
    <fieldset class="chooser">
      <legend class="visually-hidden">Colour the tokens by</legend>
      <div class="segments">
        {choices.map((quantity) => (
          <label key={quantity} title={lookOf(quantity).meaning}>
            <input type="radio" name="quantity" checked={quantity === chosen} onChange={() => onChoose(quantity)} />
            <span>{lookOf(quantity).label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
