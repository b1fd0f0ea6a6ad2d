/** Going into a lesson and out of it again: what was there before comes back. */
import type { Address, OptionTexts } from '../options/hash-options';
import type { Session } from '../session/session';
import type { ViewName } from '../view-names';
import { replaceOptions } from './lesson-state';
import { type Before, keepBefore, keptBefore, keptPlace, type Place } from './reading-place';

interface Remembered extends Before {
  problems: string | undefined;
}

const before = new WeakMap<Session, Remembered>();
/** Links whose lesson was come to. */
const followed = new WeakSet<Address>();

/** How a lesson was come to. */
interface Arrival {
  /** By a click, or by the browser's Back or Forward; not by a link. */
  entered: boolean;
  /** What the link asks for beside the lesson. */
  overrides: OptionTexts;
  /** Where the reader was before the page was loaded again. */
  place?: Place;
}

/** Opens a lesson with its own options. */
export function enterLesson(session: Session, name: string): void {
  remember(session, session.options.value);
  replaceOptions(session, {});
  session.openLesson(name);
}

/** For a lesson that is open already. */
export function arriveAtLesson(session: Session): Arrival {
  const name = session.lesson.value;
  const link = session.link.value;
  const { value } = session.options;
  if (name === undefined || link.lesson !== name || followed.has(link)) {
    remember(session, value);
    replaceOptions(session, {});
    return { entered: true, overrides: {} };
  }
  followed.add(link);
  const place = keptPlace(name, value);
  remember(session, {}, place && keptBefore());
  return { entered: false, overrides: place?.overrides ?? value, place };
}

export function leaveLesson(session: Session): void {
  const view = putBack(session) ?? 'programs';
  session.openLesson(undefined);
  session.show(view, true);
}

/** What there was before comes back, but for its view, which is returned; undefined where that was done. */
export function putBack(session: Session): ViewName | undefined {
  const was = before.get(session);
  if (!was) return undefined;
  before.delete(session);
  keepBefore(undefined);
  session.problems.value = was.problems;
  session.setSlowMotion(was.slowMotion);
  replaceOptions(session, was.options);
  return was.view;
}

/** `kept`: what it was before the page was loaded again. */
function remember(session: Session, options: OptionTexts, kept?: Before): void {
  if (before.has(session)) return;
  const { problems, view, slowMotion } = session;
  const was = kept ?? { options, view: view.value, slowMotion: slowMotion.value };
  before.set(session, { ...was, problems: problems.value });
  keepBefore(was);
}
