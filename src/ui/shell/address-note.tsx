import { useSignalEffect } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ADDRESS_VERSION, type OptionTexts, readHash, withChange } from '../options/hash-options';
import { defaultLoss, LOSS_CHOICES } from '../options/loss-choice';
import { recipeChoice } from '../options/recipe-choice';
import type { Session } from '../session/session';

/** Whether the first screen itself knows all of these options; then the schema need not be loaded to read them. */
function isPlain({ recipe, loss_type, ...others }: OptionTexts): boolean {
  if (Object.keys(others).length > 0 || (recipe !== undefined && !recipeChoice(recipe))) return false;
  return (
    loss_type === undefined ||
    (LOSS_CHOICES.some(({ value }) => value === loss_type) && loss_type !== defaultLoss({ recipe }))
  );
}

/** Takes what is no option out of the options that a link brought, and says so. What a run was asked for is told alike. */
export function AddressNote({ session }: { session: Session }) {
  const [left, setLeft] = useState<readonly string[]>([]);
  const [version] = useState(() => readHash(location.hash).version);
  useSignalEffect(() => {
    const given = session.options.value;
    if (isPlain(given)) return;
    void import('../settings/tidy').then(({ tidy }) => {
      // Meanwhile somebody may have chosen something else: then this runs again.
      if (session.options.peek() !== given) return;
      const { change, left } = tidy(given);
      if (left.length > 0) setLeft(left);
      if (Object.keys(change).length > 0) session.setOptions(change);
    });
  });
  useSignalEffect(() => {
    const asked = session.asked.value;
    if (!asked || isPlain(asked)) return;
    void import('../settings/tidy').then(({ tidy }) => {
      const { change } = tidy(asked);
      if (session.asked.peek() === asked && Object.keys(change).length > 0) {
        session.asked.value = withChange(asked, change);
      }
    });
  });
  if (left.length === 0) return null;
  const otherVersion = version !== undefined && version !== ADDRESS_VERSION;
  return (
    <div class="notice quiet" role="status">
      <p>
        {otherVersion ? `This link is of another version of Kata (v=${version}). ` : ''}
        Left out of this link: {left.join(' · ')}
      </p>
      <button type="button" onClick={() => setLeft([])}>
        Close
      </button>
    </div>
  );
}
