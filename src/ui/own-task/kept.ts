/** What the browser keeps of one's own problems. A browser that keeps nothing, or no more, is no error. */

const SET = 'kata.own-task.set';

/** The JSONL that was trained on last: the address of a run says `tasks=own`, and means this. */
export function keptProblems(): string | undefined {
  const value = readKept(SET);
  return typeof value === 'string' ? value : undefined;
}

export const keepProblems = (jsonl: string): boolean => keep(SET, jsonl);

export function readKept(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is kept. */
export function keep(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
