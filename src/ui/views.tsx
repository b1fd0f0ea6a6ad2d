/** What the stage can show. Each view is loaded when it is first chosen, so that the first screen stays small. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
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
  return loaded ? <loaded.View session={session} /> : null;
}
