/**
 * What a spec does, seen on fixed probe inputs: whether it is worth asking, and which split it belongs to.
 * The split goes by behaviour, not by text, so that `double` and `times 2`, or `add 2, add 3` and `add 5`, never
 * stand on both sides of it.
 */
import { hash32 } from '../../common/hash';
import { Random } from '../../common/random';
import type { Split } from '../problem';
import { drawArray, drawString } from './inputs';
import { evaluate, isWellTyped, type Spec, type Step } from './spec';
import type { Type, Value } from './steps';

/** Numbers stay below this at every step, far from 2^31 where `>>` would differ and 2^53 where integers end. */
const LARGEST = 1e9;
const LONGEST = 256;
/** One problem in so many is held out. */
const HELDOUT_ONE_IN = 8;

const LENGTHS = Array.from({ length: 39 }, (_, index) => index % 13);

const PROBES: Record<Type, readonly Value[]> = {
  x: [...Array.from({ length: 49 }, (_, index) => index - 24), -99, -64, -47, -31, 31, 47, 64, 99],
  s: LENGTHS.map((length, index) => drawString(new Random(0, 'probe', 's', index), length)),
  a: LENGTHS.map((length, index) => drawArray(new Random(0, 'probe', 'a', index), length)),
};

/** A text that is equal for equal values. Zero has one sign here, as in the tests. */
export function valueKey(value: Value): string {
  return `${typeof value} ${value}`;
}

/** The result of a spec, or undefined where a value on the way is infinite (the largest of nothing) or too large. */
export function evaluateSpec(spec: Spec, input: Value): Value | undefined {
  let value = input;
  for (const step of spec.steps) {
    value = step.kind.apply(value, step.argument);
    if (!isModest(value)) return undefined;
  }
  return value;
}

function isModest(value: Value): boolean {
  if (typeof value === 'number') return Math.abs(value) <= LARGEST;
  if (typeof value === 'string') return value.length <= LONGEST;
  return value.every(isModest);
}

/** True when steps give the results of a spec on every probe where that is well defined. */
export function agree(spec: Spec, steps: readonly Step[]): boolean {
  return PROBES[spec.type].every((probe) => {
    const result = evaluateSpec(spec, probe);
    return result === undefined || valueKey(evaluate(steps, probe)) === valueKey(result);
  });
}

/**
 * True when a spec makes a fair problem: inputs are easy to find, the result is not nearly always the same, and no
 * run of steps could be left out unnoticed (so its level is honest, and it is not the identity).
 */
export function isSound(spec: Spec): boolean {
  const results = PROBES[spec.type].map((probe) => evaluateSpec(spec, probe)).filter((value) => value !== undefined);
  if (results.length < PROBES[spec.type].length / 4) return false;
  const counts = new Map<string, number>();
  for (const key of results.map(valueKey)) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (Math.max(...counts.values()) > 0.8 * results.length) return false;
  return !shortenings(spec).some((steps) => agree(spec, steps));
}

/** The well-typed lists of steps that are left when one run of neighbouring steps is taken out. */
export function shortenings(spec: Spec): Step[][] {
  const { steps } = spec;
  return steps
    .flatMap((_, from) => steps.slice(from).map((_, length) => steps.toSpliced(from, length + 1)))
    .filter((left) => isWellTyped(spec.type, left));
}

/** The split of a spec: by a hash of its results on the probes. */
export function assignSplit(spec: Spec): Split {
  const results = PROBES[spec.type].map((probe) => valueKey(evaluate(spec.steps, probe)));
  return hash32(`${spec.type} ${results.join(' ')}`) % HELDOUT_ONE_IN === 0 ? 'heldout' : 'train';
}
