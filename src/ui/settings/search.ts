/** What the view of settings looks for, and what it can take back: they outlast the view. */
import { type Signal, signal } from '@preact/signals';
import type { OptionTexts } from '../options/hash-options';
import type { Session } from '../session/session';

export interface Search {
  query: Signal<string>;
  onlyChanged: Signal<boolean>;
  /** What was set before all of it was taken back. */
  before: Signal<OptionTexts | undefined>;
}

const searches = new WeakMap<Session, Search>();

export function searchOf(session: Session): Search {
  const search = searches.get(session) ?? { query: signal(''), onlyChanged: signal(false), before: signal(undefined) };
  searches.set(session, search);
  return search;
}
