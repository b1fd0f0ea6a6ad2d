import { useSignalEffect } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ADDRESS_VERSION, type Address, type OptionTexts, withChange } from '../options/hash-options';
import { defaultLoss, LOSS_CHOICES } from '../options/loss-choice';
import { recipeChoice } from '../options/recipe-choice';
import type { Session } from '../session/session';
import { isView } from '../view-names';

/** Whether the first screen itself knows all of these options; then the schema need not be loaded to read them. */
function isPlain({ recipe, loss_type, ...others }: OptionTexts): boolean {
  if (Object.keys(others).length > 0 || (recipe !== undefined && !recipeChoice(recipe))) return false;
  return (
    loss_type === undefined ||
    (LOSS_CHOICES.some(({ value }) => value === loss_type) && loss_type !== defaultLoss({ recipe }))
  );
}

interface Told {
  /** The link's version of Kata, where it differs from this page's. */
  version?: string;
  /** What was left out, a sentence each. */
  left: readonly string[];
}

const NOTHING: Told = { left: [] };

/** What of a link beside its options is not of this page. */
const ofAnotherPage = ({ view, version }: Address): Told => ({
  version: version === ADDRESS_VERSION ? undefined : version,
  left: view === undefined || isView(view) ? [] : [`there is no view "${view}"`],
});

/**
 * Takes out of the options what is none, and what is wrong in those that a link brought, and says so. What a run was asked for
 * is told alike.
 */
export function AddressNote({ session }: { session: Session }) {
  const [{ version, left }, tell] = useState(NOTHING);
  useSignalEffect(() => tell(ofAnotherPage(session.link.value)));
  useSignalEffect(() => {
    const given = session.options.value;
    if (isPlain(given)) return;
    void import('../settings/normalize-options').then(({ normalizeOptions }) => {
      // Meanwhile somebody may have chosen something else: then this runs again.
      if (session.options.peek() !== given) return;
      const { change, left } = normalizeOptions(given, given === session.link.peek().options);
      if (left.length > 0) tell((told) => ({ ...told, left: [...told.left, ...left] }));
      if (Object.keys(change).length > 0) session.setOptions(change);
    });
  });
  useSignalEffect(() => {
    const asked = session.asked.value;
    if (!asked || isPlain(asked)) return;
    void import('../settings/normalize-options').then(({ normalizeOptions }) => {
      const { change } = normalizeOptions(asked);
      if (session.asked.peek() === asked && Object.keys(change).length > 0) {
        session.asked.value = withChange(asked, change);
      }
    });
  });
  if (left.length === 0 && version === undefined) return null;
  return (
    <div class="notice quiet" role="status">
      <p>
        {version !== undefined && `This link is of another version of Kata (v=${version}). `}
        {left.length > 0 && `Left out of this link: ${left.join(' · ')}`}
      </p>
      <button type="button" onClick={() => tell(NOTHING)}>
        Close
      </button>
    </div>
  );
}
