/** How strongly a value is coloured, among others of its kind. */
import { quantile } from '../../common/statistics';

/** A few far values would leave all others pale: what lies beyond this share of them on either side is clamped. */
const OUTLYING = 0.02;

export interface Scale {
  /** The size from which on the colour is at its full. */
  limit: number;
  /** −1 to 1, or 0 to 1. */
  strength(value: number): number;
}

/** Symmetric around 0, its ends at the 2–98 % quantile of the values; where that is 0, at the farthest of them. */
export function scaleOf(values: readonly number[]): Scale {
  const sorted = Float64Array.from(values).sort();
  const sizeAt = (q: number) => (sorted.length === 0 ? 0 : Math.max(-quantile(sorted, q), quantile(sorted, 1 - q)));
  const limit = sizeAt(OUTLYING) || sizeAt(0);
  return {
    limit,
    strength: (value) => (limit === 0 ? 0 : Math.min(Math.max(value / limit, -1), 1)),
  };
}
