/**
 * What a task family is: functions, the inputs they are asked about, and how a problem is put. Everything else (which
 * functions are the same, splits, examples, tests, the corpus) follows from it in the files beside this one.
 */
import type { Random } from '../../common/random';

/** A value of JavaScript that JSON holds. */
export type Value = number | string | boolean | number[];
export type Args = readonly Value[];

/** One function that a program may compute. */
export interface Meaning {
  /** What it is made of, in order. Meanings with as many parts, all but one the same, are neighbours. */
  parts: readonly string[];
  /** Its result; undefined, or a number that is not finite, where it is not well defined. */
  apply(...args: Value[]): Value | undefined;
  /** Programs that compute it, written in the usual ways; the first is the reference. */
  programs: readonly string[];
  /** What a program with a constant off by one does: no problem asks for these, but hidden tests catch them. */
  slips?: readonly Meaning['apply'][];
}

/** Functions of the same arguments, by level, and inputs for them. */
export interface Space {
  name: string;
  /** The meanings of each level, first to last, the plainest first. One that does what an earlier one does is the same. */
  levels: readonly (() => readonly Meaning[])[];
  /** Inputs that every prompt of examples shows first. */
  anchors?: readonly Args[];
  /** How many inputs the examples are chosen from, where it is not as many as usual. */
  shown?: number;
  /** A small input, which an example can show. */
  drawShown(random: Random): Args;
  /** An ordinary input of a hidden test. */
  drawHidden(random: Random): Args;
  /** Inputs at which programs like to go wrong. */
  edges: readonly Args[];
}

/** How the problems of one level are made. */
export interface FamilyLevel {
  space: Space;
  /** The level of the space, from 1. */
  level: number;
  /** Begins each prompt, such as `a,b: `. */
  opening: string;
  /** Examples in a prompt, anchors included: at least and at most. */
  examples: readonly [number, number];
  /** The prompt names the parts of the function, all but one. */
  outline?: boolean;
}

export interface Family {
  name: string;
  /** One line. */
  description: string;
  levels: readonly FamilyLevel[];
  /** The prompt holds a neighbour's program, to be repaired, and the examples tell it from the right one. */
  repair?: boolean;
}
