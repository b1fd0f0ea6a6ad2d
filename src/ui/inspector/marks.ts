/** What the bounds of the loss did to a token, shown by pattern so that it is there without colour. */
import { REGION } from '../../kernels/policy-loss/uniforms';
import type { Measured } from './quantities';

export const MARKS = {
  clipped: { label: 'clipped', meaning: 'Beyond the bound: no gradient' },
  kept: {
    label: 'beyond the bound, gradient kept',
    meaning: 'Beyond the bound: GPPO and CISPO keep its gradient there',
  },
  dual: { label: 'dual clip', meaning: 'A ratio above the dual clip: no gradient' },
} as const;
export type Mark = keyof typeof MARKS;

/** Undefined inside the bounds, where there was no advantage to follow, and before the update. */
export function markOf(record: Measured, t: number): Mark | undefined {
  if (!record || record.advantage[t] === 0) return undefined;
  const region = record.region[t];
  if (region === REGION.dual) return 'dual';
  if (region !== REGION.low && region !== REGION.high) return undefined;
  return record.contribution[t] === 0 ? 'clipped' : 'kept';
}
