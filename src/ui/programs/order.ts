import type { Group } from '../../rl/events';

/** The programs of a group by their numbers, best first; equal ones as they were written. */
export function bestFirst({ samples }: Pick<Group, 'samples'>): number[] {
  const worth = (number: number) => samples[number].reward ?? Number.NEGATIVE_INFINITY;
  return samples.map((_, number) => number).sort((a, b) => (worth(b) === worth(a) ? a - b : worth(b) - worth(a)));
}
