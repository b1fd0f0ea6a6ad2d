/** The mistakes that are easy to make: the specs one slip away, which a problem's tests must tell apart from it. */
import { shortenings } from './meaning';
import { isWellTyped, type Spec, type Step } from './spec';
import { STEPS } from './steps';

/**
 * The well-typed neighbours of a spec, each as its steps: a run of steps left out (down to the identity), two
 * neighbouring steps swapped, an argument off by one, a step exchanged for another of the same types.
 * Some may do the same as the spec.
 */
export function neighbours(spec: Spec): Step[][] {
  const { type, steps } = spec;
  const swaps = steps.slice(1).map((step, index) => steps.toSpliced(index, 2, step, steps[index]));
  const changes = steps.flatMap((step, index) =>
    [...shifted(step), ...exchanged(step)].map((other) => steps.with(index, other)),
  );
  return [...shortenings(spec), ...swaps.filter((swapped) => isWellTyped(type, swapped)), ...changes];
}

function shifted({ kind, argument }: Step): Step[] {
  const choices = kind.argument ?? [];
  const at = choices.indexOf(argument);
  return [at - 1, at + 1].filter((index) => index in choices).map((index) => ({ kind, argument: choices[index] }));
}

function exchanged({ kind, argument }: Step): Step[] {
  return STEPS[kind.from]
    .filter((other) => other !== kind && other.to === kind.to)
    .map((other) => {
      const same = other.argument?.includes(argument);
      return { kind: other, argument: same ? argument : (other.argument?.[1] ?? '') };
    });
}
