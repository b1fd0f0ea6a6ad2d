/** The built-in task sets by name. */
import { lookUp, splitNames } from '../common/names';
import { compute } from './compute';
import { FAMILIES } from './families';
import { familyTasks } from './families/family-tasks';
import { availableLevels } from './level-schedule';
import type { TaskSet } from './problem';
import { DOMAINS, specToFunction } from './spec-to-function';

interface Entry {
  description: string;
  open(): TaskSet;
}

const REGISTRY: Record<string, Entry> = {
  'spec-to-function': {
    description: 'Given a short spec of one to four steps, write a JavaScript function of an integer, string or array.',
    open: () => specToFunction(),
  },
  ...Object.fromEntries(
    (Object.keys(DOMAINS) as (keyof typeof DOMAINS)[]).map((domain) => [
      `spec-to-function/${domain}`,
      {
        description: `The problems of spec-to-function that begin with ${domain}.`,
        open: () => specToFunction(domain),
      },
    ]),
  ),
  ...Object.fromEntries(
    FAMILIES.map((family) => [family.name, { description: family.description, open: () => familyTasks(family) }]),
  ),
  compute: {
    description:
      'Given sums, lists or words too hard without a program, find the answer; the model may run code to find it.',
    open: compute,
  },
  families: {
    description: `All families, in turn: ${FAMILIES.map(({ name }) => name).join(', ')}.`,
    open: () => mixture('families', FAMILIES.map(familyTasks)),
  },
};

interface TaskListing {
  name: string;
  /** One line. */
  description: string;
  levels: number[];
}

/** The built-in task sets. */
export function listTasks(): TaskListing[] {
  return Object.entries(REGISTRY).map(([name, { description, open }]) => ({
    name,
    description,
    levels: open().levels,
  }));
}

/**
 * The task set of a name, or of several joined by commas, which are then asked in turn. An unknown name is an
 * InputError that lists the known ones.
 */
export function openTaskSet(name: string): TaskSet {
  const names = splitNames(name);
  const sets = names.map((one) => lookUp(REGISTRY, one, 'tasks: no task set', 'or a file FILE.jsonl').open());
  return sets.length === 1 ? sets[0] : mixture(names.join(','), sets);
}

/** Several task sets as one: they take turns. Each draws from the levels asked for that it has, and is skipped where it has none of them. */
function mixture(name: string, sets: readonly TaskSet[]): TaskSet {
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
