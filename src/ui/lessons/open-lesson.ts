/** Going into a lesson and out of it again: what was there before comes back. */
import type { OptionTexts } from '../options/hash-options';
import type { Session } from '../session/session';
import type { ViewName } from '../views';
import { replaceOptions } from './lesson-state';
import { keptPlace, type Place } from './reading-place';

interface Before {
  options: OptionTexts;
  problems: string | undefined;
  view: ViewName;
  slowMotion: boolean;
}

const NOTHING: Before = { options: {}, problems: undefined, view: 'programs', slowMotion: false };

const before = new WeakMap<Session, Before>();
/** The lesson that was entered by a click. */
const entered = new WeakMap<Session, string>();

/** How a lesson was come to. */
export interface Arrival {
  /** By a click, not by the address. */
  entered: boolean;
  /** What the address asks for beside the lesson. */
  overrides: OptionTexts;
  /** Where the reader was before the page was loaded again. */
  place?: Place;
}

/** Opens a lesson with its own options. */
export function enterLesson(session: Session, name: string): void {
  remember(session, session.options.value);
  entered.set(session, name);
  replaceOptions(session, {});
  session.openLesson(name);
}

/** For a lesson that is open already. */
export function arriveAtLesson(session: Session): Arrival {
  const name = session.lesson.value;
  const byClick = name !== undefined && entered.get(session) === name;
  entered.delete(session);
  if (byClick) return { entered: true, overrides: {} };
  remember(session, {});
  const { value } = session.options;
  const place = name === undefined ? undefined : keptPlace(name, value);
  return { entered: false, overrides: place?.overrides ?? value, place };
}

export function leaveLesson(session: Session): void {
  const { options, problems, view, slowMotion } = before.get(session) ?? NOTHING;
  before.delete(session);
  session.problems.value = problems;
  session.setSlowMotion(slowMotion);
  replaceOptions(session, options);
  session.openLesson(undefined);
  session.show(view);
}

function remember(session: Session, options: OptionTexts): void {
  if (before.has(session)) return;
  const { problems, view, slowMotion } = session;
  before.set(session, { options, problems: problems.value, view: view.value, slowMotion: slowMotion.value });
}
