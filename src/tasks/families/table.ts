/**
 * All functions of a space, seen by what they do on fixed inputs. Meanings that agree on all of them are one class:
 * `a+a` and `a*2` are the same function, never stand on both sides of a split, and each counts as right for the other.
 */
import { hash32 } from '../../common/hash';
import { Random } from '../../common/random';
import type { Split } from '../problem';
import type { Args, FamilyLevel, Meaning, Space, Value } from './family';

/** Distinct inputs for tests, and for examples, where the space has so many. */
const HIDDEN = 80;
const SHOWN = 24;
/** Draws for them. */
const DRAWS = 2000;
/** Results beyond these are no results: far from 2^53, short enough to print. */
const LARGEST = 1e9;
const LONGEST = 64;
/** One class in so many is held out. */
const HELDOUT_ONE_IN = 8;
/** A function whose results are undefined, or the same, more often than this makes no fair problem. */
const MOST_UNDEFINED = 0.4;
const MOST_COMMON = 0.82;
/** A result that so many hidden inputs have might be that of all tests. */
const COMMON = 4;

/** A result whose text is longer is not shown, nor is an empty one. */
const LONGEST_SHOWN = 16;

/** The id of no result. */
export const UNDEFINED = 0;

/** A function: its plainest meaning, others that do the same, and its results. */
export interface FunctionClass {
  level: number;
  meaning: Meaning;
  /** All programs seen to compute it, the reference first. */
  programs: string[];
  /** For each input of the table, the id of the result; equal ids are equal results. */
  results: Int32Array;
  split: Split;
}

/** Which inputs of a table are for examples, and which for tests. The hidden ones begin with the edge cases. */
interface Inputs {
  args: Args[];
  shown: number[];
  hidden: number[];
  edges: number;
  /** Those of the examples that every prompt shows. */
  anchors: number[];
}

interface LevelTable {
  train: FunctionClass[];
  heldout: FunctionClass[];
  /**
   * The results of every function up to this level, of those that make no fair problem, and of those that only echo:
   * what the tests of a problem must tell apart.
   */
  rivals: Int32Array[];
}

export class Table {
  readonly inputs: Inputs;
  readonly #levels: LevelTable[] = [];
  /** By the results, which are the identity of a function. */
  readonly #classes = new Map<string, FunctionClass>();
  readonly #byOutline = new Map<string, FunctionClass[]>();
  readonly #slips = new Map<FunctionClass, Int32Array[]>();
  readonly #ids = new Map<string, number>();
  /** By id, the text of the result. */
  readonly #keys: string[] = ['undefined'];
  readonly #showable: boolean[] = [false];

  constructor(readonly space: Space) {
    this.inputs = drawInputs(space);
  }

  /** The functions of a level that no lower level has. */
  level(level: number): LevelTable {
    while (this.#levels.length < level) this.#levels.push(this.#enumerate(this.#levels.length + 1));
    return this.#levels[level - 1];
  }

  /** The functions of the same level that differ from this one in one part; each once. */
  neighbours(one: FunctionClass): FunctionClass[] {
    const found = listOutlines(one.meaning).flatMap((outline) => this.matching(outline, one.level));
    return [...new Set(found)].filter((other) => other !== one);
  }

  /** The functions of a level that have the parts of an outline. */
  matching(outline: string, level: number): FunctionClass[] {
    return (this.#byOutline.get(outline) ?? []).filter((one) => one.level === level);
  }

  /** The results of a function with a constant off by one, for each such slip. */
  slips(one: FunctionClass): Int32Array[] {
    let slips = this.#slips.get(one);
    if (!slips) {
      slips = (one.meaning.slips ?? []).map((apply) => this.#results({ ...one.meaning, apply }));
      this.#slips.set(one, slips);
    }
    return slips;
  }

  /** The results of programs that always give the same, for each result that many hidden inputs have. */
  constantsLike({ results }: FunctionClass): Int32Array[] {
    const { args, hidden } = this.inputs;
    const counts = new Map<number, number>();
    for (const at of hidden) counts.set(results[at], (counts.get(results[at]) ?? 0) + 1);
    const common = [...counts.keys()].filter((id) => id !== UNDEFINED && counts.get(id)! >= COMMON);
    return common.map((id) => new Int32Array(args.length).fill(id));
  }

  #enumerate(level: number): LevelTable {
    const fresh: FunctionClass[] = [];
    const unsound = new Map<string, Int32Array>();
    for (const meaning of this.space.levels[level - 1]()) {
      const results = this.#results(meaning);
      const key = results.join();
      const known = this.#classes.get(key);
      if (known) {
        // What a class holds depends on no level above its own.
        if (known.level === level) known.programs = [...new Set([...known.programs, ...meaning.programs])];
        continue;
      }
      if (!this.#isSound(results)) unsound.set(key, results);
      if (unsound.has(key) || this.#isContained(results)) continue;
      const made: FunctionClass = { level, meaning, programs: [...meaning.programs], results, split: 'train' };
      this.#classes.set(key, made);
      fresh.push(made);
    }
    holdOut(fresh, (results) => Array.from(results, (id) => this.#keys[id]).join('; '));
    for (const made of fresh) {
      for (const outline of listOutlines(made.meaning)) {
        const others = this.#byOutline.get(outline);
        if (others) others.push(made);
        else this.#byOutline.set(outline, [made]);
      }
    }
    const below = this.#levels.at(-1)?.rivals ?? this.#echoes();
    return {
      train: fresh.filter(({ split }) => split === 'train'),
      heldout: fresh.filter(({ split }) => split === 'heldout'),
      rivals: [...below, ...fresh.map(({ results }) => results), ...unsound.values()],
    };
  }

  /** Whether an example can show the result of this id. */
  canShow(id: number): boolean {
    return this.#showable[id];
  }

  /** Whether these are the results of a known function, but on fewer inputs. */
  #isContained(results: Int32Array): boolean {
    if (!results.includes(UNDEFINED)) return false;
    const agrees = (known: FunctionClass) => results.every((id, at) => id === UNDEFINED || id === known.results[at]);
    return [...this.#classes.values()].some(agrees);
  }

  #results(meaning: Meaning): Int32Array {
    return Int32Array.from(this.inputs.args, (args) => this.#id(evaluateMeaning(meaning, args)));
  }

  #id(value: Value | undefined): number {
    if (value === undefined) return UNDEFINED;
    const key = valueKey(value);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#keys.push(key) - 1;
      this.#ids.set(key, id);
      const { length } = shownText(value);
      this.#showable.push(length > 0 && length <= LONGEST_SHOWN);
    }
    return id;
  }

  /** The functions that give an argument back. */
  #echoes(): Int32Array[] {
    const width = this.inputs.args[0].length;
    return Array.from({ length: width }, (_, i) => Int32Array.from(this.inputs.args, (args) => this.#id(args[i])));
  }

  /** No echo; and both on the shown inputs and on the hidden ones, well defined on most and not nearly constant. */
  #isSound(results: Int32Array): boolean {
    if (this.#echoes().some((echo) => echo.every((id, at) => id === results[at]))) return false;
    const { shown, hidden } = this.inputs;
    if (shown.filter((at) => !this.canShow(results[at])).length > MOST_UNDEFINED * shown.length) return false;
    return [shown, hidden].every((which) => {
      const counts = new Map<number, number>();
      for (const at of which) counts.set(results[at], (counts.get(results[at]) ?? 0) + 1);
      const missing = counts.get(UNDEFINED) ?? 0;
      counts.delete(UNDEFINED);
      const defined = which.length - missing;
      return missing <= MOST_UNDEFINED * which.length && Math.max(...counts.values()) <= MOST_COMMON * defined;
    });
  }
}

const TABLES = new WeakMap<Space, Table>();

/** The table of a level's space, and the functions of the level. Tables are made once, as far as they are asked for. */
export function levelTable({ space, level }: FamilyLevel): { table: Table; functions: LevelTable } {
  let table = TABLES.get(space);
  if (!table) {
    table = new Table(space);
    TABLES.set(space, table);
  }
  return { table, functions: table.level(level) };
}

/** A function's result where it has a modest one; zero without a sign, as in JSON. */
export function evaluateMeaning(meaning: Meaning, args: Args): Value | undefined {
  const value = meaning.apply(...args.map((arg) => (Array.isArray(arg) ? [...arg] : arg)));
  if (value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'number') return isModest(value) ? value + 0 : undefined;
  if (value.length > LONGEST) return undefined;
  if (typeof value === 'string') return value;
  return value.every(isModest) ? value.map((element) => element + 0) : undefined;
}

const isModest = (value: number): boolean => Math.abs(value) <= LARGEST;

/** A text that is equal for equal values. */
export function valueKey(value: Value): string {
  return `${typeof value} ${value}`;
}

/** A value as an example shows it: a string stands without quotes. */
export const shownText = (value: Value): string => (Array.isArray(value) ? `[${value}]` : String(value));

/** What a meaning shares with its neighbours: its parts, each of them left open once. */
export function listOutlines({ parts }: Meaning): string[] {
  return parts.map((_, open) => parts.map((part, at) => (at === open ? '?' : part)).join(', '));
}

/**
 * Marks one class in eight as held out, those whose results have the lowest hashes: small levels, too, have some.
 * Each of its parts stays in some function of the training split, so that what is asked is a new combination.
 */
function holdOut(classes: FunctionClass[], toText: (results: Int32Array) => string): void {
  const left = new Map<string, number>();
  for (const part of classes.flatMap(partsOf)) left.set(part, (left.get(part) ?? 0) + 1);
  const hashed = classes.map((one) => ({ one, hash: hash32(toText(one.results)) }));
  hashed.sort((p, q) => p.hash - q.hash);
  let wanted = Math.ceil(classes.length / HELDOUT_ONE_IN);
  for (const { one } of hashed) {
    const parts = partsOf(one);
    if (wanted === 0) return;
    if (parts.some((part) => left.get(part) === 1)) continue;
    for (const part of parts) left.set(part, left.get(part)! - 1);
    one.split = 'heldout';
    wanted--;
  }
}

const partsOf = ({ meaning }: FunctionClass): string[] => [...new Set(meaning.parts)];

/** The same input may serve for both; a problem never shows an input that it tests. */
function drawInputs(space: Space): Inputs {
  const args: Args[] = [];
  const indices = new Map<string, number>();
  const indexOf = (candidate: Args): number => {
    const key = candidate.map(valueKey).join('; ');
    let index = indices.get(key);
    if (index === undefined) {
      index = args.push(candidate) - 1;
      indices.set(key, index);
    }
    return index;
  };
  const random = new Random(0, 'inputs', space.name);
  const drawn = (count: number, first: readonly Args[], draw: (random: Random) => Args): number[] => {
    const chosen = new Set(first.map(indexOf));
    for (let draws = 0; draws < DRAWS && chosen.size < count; draws++) chosen.add(indexOf(draw(random)));
    return [...chosen];
  };
  const hidden = drawn(HIDDEN, space.edges, space.drawHidden);
  const anchors = space.anchors ?? [];
  const shown = drawn(space.shown ?? SHOWN, anchors, space.drawShown);
  return { args, hidden, edges: space.edges.length, shown, anchors: shown.slice(0, anchors.length) };
}
