/** What the stage can show. Each view is loaded when it is first chosen, so that the first screen stays small. */
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from './session/session';

export interface ViewProps {
  session: Session;
}

interface ViewModule {
  View: ComponentType<ViewProps>;
}

interface Choice {
  label: string;
  load(): Promise<ViewModule>;
}

const VIEWS = {
  programs: { label: 'Programs', load: () => import('./programs/view') },
  'own-task': { label: 'Your task', load: () => import('./own-task/view') },
  runs: { label: 'Runs', load: () => import('./runs/view') },
  losses: { label: 'Losses', load: () => import('./loss-explorer/view') },
  settings: { label: 'Settings', load: () => import('./settings/view') },
  lessons: { label: 'Lessons', load: () => import('./lessons/view') },
} satisfies Record<string, Choice>;

export type ViewName = keyof typeof VIEWS;

export const VIEW_NAMES = Object.keys(VIEWS) as ViewName[];
export const labelOf = (view: ViewName): string => VIEWS[view].label;
export const isView = (name: string | undefined): name is ViewName => name !== undefined && Object.hasOwn(VIEWS, name);

/** The chosen view; what was there before stays until its code is loaded. */
export function Stage({ session }: ViewProps) {
  const [loaded, setLoaded] = useState<ViewModule>();
  const name = session.view.value;
  useEffect(() => {
    let wanted = true;
    VIEWS[name].load().then((module) => wanted && setLoaded(module));
    return () => {
      wanted = false;
    };
  }, [name]);
  useIntoView(session);
  return loaded ? <loaded.View session={session} /> : null;
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
