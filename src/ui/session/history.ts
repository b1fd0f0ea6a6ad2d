/** The programs of a run's past steps, wherever they are kept; the last few that were looked at stay in memory. */
import type { StepGroups } from './run-state';

const IN_MEMORY = 6;

export class History {
  readonly #recent = new Map<number, StepGroups>();

  constructor(private readonly read: (step: number) => Promise<StepGroups | undefined>) {}

  /** The judged groups of a step; undefined where none are kept. */
  async groups(step: number): Promise<StepGroups | undefined> {
    const groups = this.#recent.get(step) ?? (await this.read(step));
    if (!groups) return undefined;
    this.#recent.delete(step);
    this.#recent.set(step, groups);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= IN_MEMORY) break;
      this.#recent.delete(oldest);
    }
    return groups;
  }
}
