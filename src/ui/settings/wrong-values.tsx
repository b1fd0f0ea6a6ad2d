import type { Setting } from './read-settings';
import type { Search } from './search';
import { idOf } from './setting-row';

/** How many values are wrong, wherever they stand: the way to the first of them. */
export function WrongValues({ settings, search }: { settings: readonly Setting[]; search: Search }) {
  const wrong = settings.filter((setting) => setting.wrong !== undefined);
  if (wrong.length === 0) return null;
  const goThere = () => {
    search.query.value = '';
    search.onlyChanged.value = false;
    // By then the row is there, whatever was looked for before.
    requestAnimationFrame(() => {
      const control = document.getElementById(idOf(wrong[0].field.name));
      const section = control?.closest('details');
      if (section) section.open = true;
      control?.scrollIntoView({ block: 'center' });
      control?.focus({ preventScroll: true });
    });
  };
  return (
    <button type="button" class="quiet bad" onClick={goThere}>
      {wrong.length === 1 ? '1 invalid value' : `${wrong.length} invalid values`}
    </button>
  );
}
