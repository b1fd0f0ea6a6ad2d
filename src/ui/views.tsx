/** The stage of the page. Each view is loaded when it is first chosen, so that the first screen stays small. */
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLoaded } from './common/use-loaded';
import type { Session, ViewProps } from './session/session';
import type { ViewName } from './view-names';

interface ViewModule {
  View: ComponentType<ViewProps>;
}

const LOADERS: Record<ViewName, () => Promise<ViewModule>> = {
  programs: () => import('./programs/view'),
  'own-task': () => import('./own-task/view'),
  runs: () => import('./runs/view'),
  losses: () => import('./loss-explorer/view'),
  settings: () => import('./settings/view'),
  lessons: () => import('./lessons/view'),
};

/** The chosen view; what was there before stays until its code is loaded. */
export function Stage({ session }: ViewProps) {
  const name = session.view.value;
  const last = useRef<ViewModule>(undefined);
  last.current = useLoaded(LOADERS[name], name) ?? last.current;
  useIntoView(session);
  return last.current ? <last.current.View session={session} /> : null;
}

/** Where the page is one column a view begins below the panel: it is scrolled to, unless a lesson brought it along. */
function useIntoView({ view, lesson }: Session) {
  const last = useRef({ view: view.value, lesson: lesson.value });
  useEffect(() => {
    const was = last.current;
    if (was.view === view.value) return;
    last.current = { view: view.value, lesson: lesson.value };
    const narrow = matchMedia('(max-width: 999px)').matches;
    if (narrow && was.lesson === lesson.value) document.querySelector('.stage')?.scrollIntoView();
  }, [view.value]);
}
