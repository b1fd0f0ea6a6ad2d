/** Levels in turn: which level an index falls on, and the how-manieth problem of that level it is. */
import { InputError } from '../common/errors';

/** A level may be named more than once, to come up more often. */
export function levelAt(index: number, levels: readonly number[]): { level: number; at: number } {
  const turn = index % levels.length;
  const level = levels[turn];
  const perRound = levels.filter((other) => other === level).length;
  const earlier = levels.slice(0, turn).filter((other) => other === level).length;
  return { level, at: Math.floor(index / levels.length) * perRound + earlier };
}

/** Those of the levels asked for that a task set has. None is an InputError. */
export function availableLevels(asked: readonly number[], own: readonly number[], name: string): readonly number[] {
  const both = asked.filter((level) => own.includes(level));
  if (both.length > 0) return both;
  const what = asked.length === 0 ? 'no level given' : `no level ${asked.join(', ')}`;
  throw new InputError(`levels: ${what}; ${name} has the levels ${own.join(', ')}`);
}
