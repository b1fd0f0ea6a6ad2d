/** Programs that do what a spec says, in the two styles that the base model learns. */
import type { Random } from '../../common/random';
import { type Code, name } from '../code';
import type { Spec, Step } from './spec';

/** One expression, `x=>x%6+4`, or one statement a step, `x=>{x=x%6;return x+4}`. */
export type Style = 'expression' | 'statements';

/** Draws another usual way of writing a step, or a compound assignment, with this probability. */
interface Variation {
  random: Random;
  probability: number;
}

/** The program of a spec: an arrow function of one argument, named by the spec's type letter. */
export function writeProgram(spec: Spec, style: Style, variation?: Variation): string {
  const vary = () => variation !== undefined && variation.random.uniform() < variation.probability;
  const write = (step: Step, input: Code) =>
    (vary() && step.kind.rewrite?.(input, step.argument)) || step.kind.write(input, step.argument);

  const variable = name(spec.type);
  if (style === 'expression') {
    return `${spec.type}=>${spec.steps.reduce((code, step) => write(step, code), variable).text}`;
  }
  const statements = spec.steps.map((step, index) => {
    if (index === spec.steps.length - 1) return `return ${write(step, variable).text}`;
    if (step.kind.operator && vary()) return `${spec.type}${step.kind.operator}=${literal(step)}`;
    return `${spec.type}=${write(step, variable).text}`;
  });
  return `${spec.type}=>{${statements.join(';') || `return ${spec.type}`}}`;
}

function literal(step: Step): string {
  return typeof step.argument === 'string' ? `"${step.argument}"` : String(step.argument);
}
