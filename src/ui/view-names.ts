/** The views of the page's stage: their names in the address, and the labels of their tabs, in the order of the tabs. */
export const VIEW_LABELS = {
  programs: 'Programs',
  'own-task': 'Your task',
  runs: 'Runs',
  losses: 'Losses',
  settings: 'Settings',
  lessons: 'Lessons',
} as const;

export type ViewName = keyof typeof VIEW_LABELS;

export const VIEW_NAMES = Object.keys(VIEW_LABELS) as ViewName[];
export const isView = (name: string | undefined): name is ViewName =>
  name !== undefined && Object.hasOwn(VIEW_LABELS, name);
