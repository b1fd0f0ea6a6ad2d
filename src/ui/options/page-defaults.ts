/** Options whose default in the page is its own. */
export const PAGE_DEFAULTS = {
  /** What a tab that is closed at once may lose. */
  save_steps: 10,
} as const;
