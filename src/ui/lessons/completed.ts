/** The lessons that were completed in this browser. */
import { signal } from '@preact/signals';

const KEY = 'kata-lessons';

export const completed = signal<readonly string[]>(read());

export function markCompleted(name: string): void {
  if (completed.value.includes(name)) return;
  completed.value = [...completed.value, name];
  try {
    localStorage.setItem(KEY, JSON.stringify(completed.value));
  } catch {
    // A browser that keeps nothing: the marks last as long as the page.
  }
}

function read(): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
