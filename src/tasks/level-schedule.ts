/** Levels in turn: the level that an index falls on, and the problem's index within that level. */
import { InputError } from '../common/errors';

/** The level of an index and the problem's index within that level, both from the order of `levels`; a level named twice comes up twice per round. */
export function levelAt(index: number, levels: readonly number[]): { level: number; at: number } {
  const turn = index % levels.length;
  const level = levels[turn];
  const perRound = levels.filter((other) => other === level).length;
  const earlier = levels.slice(0, turn).filter((other) => other === level).length;
  return { level, at: Math.floor(index / levels.length) * perRound + earlier };
}

/** The levels asked for that a task set has. It is an InputError where it has none of them. */
export function availableLevels(asked: readonly number[], own: readonly number[], name: string): readonly number[] {
  const both = asked.filter((level) => own.includes(level));
  if (both.length > 0) return both;
  const what = asked.length === 0 ? 'no level given' : `no level ${asked.join(', ')}`;
  throw new InputError(`levels: ${what}; ${name} has the levels ${own.join(', ')}`);
}
