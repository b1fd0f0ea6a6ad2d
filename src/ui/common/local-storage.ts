/** Values that the browser keeps for this page. A browser that keeps nothing, or no more, is no error. */

/** The value saved under a key; undefined where there is none. */
export function readLocal(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Saves a value as JSON, and returns whether the browser took it. */
export function saveLocal(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
