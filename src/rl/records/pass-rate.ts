/** Which programs pass, and the pass rate of a group. */
import type { Verdict } from '../../sandbox/types';
import type { Group } from './group';

/** Whether the program is not valid JavaScript. Valid syntax has no reward; invalid syntax may have a penalty (`format_penalty`). */
export function isMalformed({ status, tests }: Verdict): boolean {
  return status === 'error' && tests.some(({ message }) => message?.startsWith('SyntaxError'));
}

/** Whether the program passed at least one test and failed none. */
export function isPass({ status, passed, total }: Verdict): boolean {
  return status === 'pass' && total > 0 && passed === total;
}

/** How many of a group's programs were judged, and how many of them passed. */
export function countPasses({ samples }: Pick<Group, 'samples'>): { judged: number; passed: number } {
  const verdicts = samples.flatMap(({ verdict }) => (verdict ? [verdict] : []));
  return { judged: verdicts.length, passed: verdicts.filter(isPass).length };
}

/** The share of programs that pass, of those that were judged; 0 where none was. */
export function passRate(group: Pick<Group, 'samples'>): number {
  const { judged, passed } = countPasses(group);
  return judged === 0 ? 0 : passed / judged;
}
