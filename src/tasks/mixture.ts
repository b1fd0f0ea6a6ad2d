/** Several task sets as one. */

import { availableLevels } from './level-schedule';
import type { TaskSet } from './problem';

/** Draws from the sets in turn; each takes the levels asked for that it has, and sits out where it has none of them. */
export function mixture(name: string, sets: readonly TaskSet[]): TaskSet {
  const levels = [...new Set(sets.flatMap((set) => set.levels))].sort((p, q) => p - q);
  return {
    name,
    levels,
    size: (split) => sets.reduce((sum, set) => sum + set.size(split), 0),
    problem(split, seed, index, asked = levels) {
      const wanted = availableLevels(asked, levels, name);
      const able = sets.filter((set) => wanted.some((level) => set.levels.includes(level)));
      const set = able[index % able.length];
      const own = wanted.filter((level) => set.levels.includes(level));
      return set.problem(split, seed, Math.floor(index / able.length), own);
    },
  };
}
