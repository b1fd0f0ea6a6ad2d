/** A problem with unit tests: what the model is asked, and how its program is judged. */
import type { Test } from '../sandbox/types';

export interface Problem {
  /** Unique within its task set; problems with the same id are the same problem. */
  id: string;
  /** What the model sees. */
  prompt: string;
  /** The name that the program must define. */
  entry: string;
  tests: Test[];
  /** Source put before the completion to make the program, for example `const f=`. */
  prefix?: string;
  /** A program (completion) that passes. */
  reference?: string;
  family?: string;
  level?: number;
}

export type Split = 'train' | 'heldout';

/** A source of problems. Everything it gives is a function of its arguments. */
export interface TaskSet {
  name: string;
  levels: number[];
  /** Number of distinct problems in a split; Infinity when they are generated without end. */
  size(split: Split): number;
  /** The index-th problem of a split's stream for a seed, at one of the given levels (all when absent). */
  problem(split: Split, seed: number, index: number, levels?: readonly number[]): Problem;
}

/** The source text that the judge runs. */
export function programOf(problem: Problem, completion: string): string {
  return (problem.prefix ?? '') + completion;
}
