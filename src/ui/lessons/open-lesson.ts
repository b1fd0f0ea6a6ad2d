/** Going into a lesson and out of it again: what was there before comes back. */
import type { OptionTexts } from '../options/hash-options';
import type { Session } from '../session/session';
import type { ViewName } from '../views';
import { replaceOptions } from './lesson-state';

interface Before {
  options: OptionTexts;
  problems: string | undefined;
  view: ViewName;
  slowMotion: boolean;
}

const NOTHING: Before = { options: {}, problems: undefined, view: 'programs', slowMotion: false };

const before = new WeakMap<Session, Before>();

/** Opens a lesson with its own options. */
export function enterLesson(session: Session, name: string): void {
  remember(session, session.options.value);
  replaceOptions(session, {});
  session.openLesson(name);
}

/** For a lesson that is open already: the options that came with it in the address; none when it was entered here. */
export function arriveAtLesson(session: Session): OptionTexts {
  if (before.has(session)) return {};
  const { value } = session.options;
  remember(session, {});
  return value;
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
