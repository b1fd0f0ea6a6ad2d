import { Segments } from '../common/inputs';
import type { Quantity } from '../session/token-place';
import { limitText, MARKS, type Painting, type UpdateStatus } from './painting';
import { quantityLook } from './quantities';

/** What colours and patterns mean; only the patterns that are there. */
export function Key({ painting, known }: { painting: Painting; known: UpdateStatus }) {
  const { ends, scale, meaning } = quantityLook(painting.quantity);
  return (
    <p class="key">
      <span>
        <i class={scale === 'size' ? 'size' : 'more'} aria-hidden="true" /> {ends.more}
      </span>
      {ends.less && (
        <span>
          <i class="less" aria-hidden="true" /> {ends.less}
        </span>
      )}
      {painting.marks.map((mark) => (
        <span key={mark} title={MARKS[mark].meaning}>
          <i class={`sample token ${mark}`} aria-hidden="true">
            ab
          </i>{' '}
          {MARKS[mark].label}
        </span>
      ))}
      <span title={meaning}>{limitText(painting, known)}</span>
    </p>
  );
}

interface ChooserProps {
  choices: readonly Quantity[];
  chosen: Quantity;
  onChoose: (quantity: Quantity) => void;
}

/** The choice of what the tokens are coloured by. */
export function Chooser({ choices, chosen, onChoose }: ChooserProps) {
  const looks = choices.map((value) => ({
    value,
    label: quantityLook(value).label,
    title: quantityLook(value).meaning,
  }));
  return (
    <fieldset class="chooser">
      <legend class="visually-hidden">Colour the tokens by</legend>
      <Segments name="quantity" choices={looks} chosen={chosen} onChoose={onChoose} />
    </fieldset>
  );
}
