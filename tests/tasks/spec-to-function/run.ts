import type { Value } from '../../../src/tasks/spec-to-function/steps';

/** What JavaScript itself makes of a program. Only for programs that the family wrote. */
export function run(program: string, input: Value): unknown {
  return new Function(`return ${program}`)()(structuredClone(input));
}
