/** The built-in task sets by name. */
import { InputError } from '../common/errors';
import { closest } from './closest';
import type { TaskSet } from './problem';
import { specToFunction } from './spec-to-function';

interface Entry {
  description: string;
  open(): TaskSet;
}

const REGISTRY: Record<string, Entry> = {
  'spec-to-function': {
    description: 'A short spec of one to four steps in, a JavaScript function of an integer, string or array out.',
    open: specToFunction,
  },
};

export interface TaskListing {
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

/** The task set of a name; an unknown name is an InputError that lists the known ones. */
export function openTaskSet(name: string): TaskSet {
  if (Object.hasOwn(REGISTRY, name)) return REGISTRY[name].open();
  const names = Object.keys(REGISTRY);
  const near = closest(name, names);
  const guess = near ? `; did you mean "${near}"?` : '';
  throw new InputError(`tasks: no task set "${name}"${guess} (known: ${names.join(', ')}, or a file FILE.jsonl)`);
}
