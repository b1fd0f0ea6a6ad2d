/** A spec: a type letter and the steps to take, `x: mod 6, add 4, min 5`. */
import { InputError } from '../../common/errors';
import type { Random } from '../../common/random';
import { type Argument, STEPS, type StepKind, type Type, type Value } from './steps';

export interface Step {
  kind: StepKind;
  /** The empty string when the kind takes no argument. */
  argument: Argument;
}

export interface Spec {
  type: Type;
  steps: readonly Step[];
}

export const TYPES: readonly Type[] = ['x', 's', 'a'];

/** The canonical text. Two specs with the same text are the same spec. */
export function printSpec(spec: Spec): string {
  return `${spec.type}: ${spec.steps.map(printStep).join(', ')}`;
}

export function printStep(step: Step): string {
  return step.kind.argument ? `${step.kind.name} ${step.argument}` : step.kind.name;
}

/** The spec of a text, the inverse of `printSpec`. */
export function parseSpec(text: string): Spec {
  const match = /^([xsa]): (.+)$/.exec(text.trim());
  if (!match) throw new InputError(`not a spec: "${text}"; a spec reads like "x: mod 6, add 4"`);
  const type = match[1] as Type;
  let current = type;
  const steps = match[2].split(', ').map((words) => {
    const step = stepsFrom(current).find((candidate) => printStep(candidate) === words);
    if (!step) throw new InputError(`"${words}" is no step of type ${current} in "${text}"`);
    current = step.kind.to;
    return step;
  });
  return { type, steps };
}

/** Every step that takes a value of a type. */
export function stepsFrom(type: Type): Step[] {
  return STEPS[type].flatMap((kind) => (kind.argument ?? ['']).map((argument) => ({ kind, argument })));
}

/** What a spec makes of a value; JavaScript's meaning throughout, so that a program can be compared with it. */
export function evaluate(steps: readonly Step[], value: Value): Value {
  return steps.reduce((current, step) => step.kind.apply(current, step.argument), value);
}

/** True when each step takes what the one before it gives. */
export function isWellTyped(type: Type, steps: readonly Step[]): boolean {
  let current = type;
  return steps.every((step) => {
    const fits = step.kind.from === current;
    current = step.kind.to;
    return fits;
  });
}

/** A well-typed spec: the type uniformly, then each step by its weight among those that fit, then its argument. */
export function drawSpec(random: Random, level: number): Spec {
  const type = random.pick(TYPES);
  let current = type;
  const steps = Array.from({ length: level }, () => {
    const step = drawStep(random, current);
    current = step.kind.to;
    return step;
  });
  return { type, steps };
}

/** A step from a type, by weight. `to` asks for a step that also ends in that type. */
export function drawStep(random: Random, from: Type, to?: Type): Step {
  const kinds = STEPS[from].filter((kind) => to === undefined || kind.to === to);
  const kind = pickWeighted(random, kinds);
  return { kind, argument: kind.argument ? random.pick(kind.argument) : '' };
}

function pickWeighted(random: Random, kinds: readonly StepKind[]): StepKind {
  let left = random.uniform() * kinds.reduce((sum, kind) => sum + kind.weight, 0);
  for (const kind of kinds) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  return kinds[kinds.length - 1];
}
