/** An axis: numbers to pixels, with round numbers to mark. */

/** About how many ticks. */
const MARKS = 5;

export interface Scale {
  ticks: number[];
  /** The decimals that tell its ticks apart. */
  decimals: number;
  at(value: number): number;
}

/**
 * An axis from `low` to `high` over the pixels from `from` to `to`, with a handful of ticks. `widened`: it begins and ends
 * at ticks.
 */
export function createScale(low: number, high: number, from: number, to: number, widened: boolean): Scale {
  const span = high > low ? high - low : 1;
  const power = 10 ** Math.floor(Math.log10(span / MARKS));
  const unit = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate * MARKS >= span * 0.999)!;
  const decimals = Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
  const below = (value: number) => Math.floor(value / unit + 1e-9);
  const above = (value: number) => Math.ceil(value / unit - 1e-9);
  const first = widened ? below(low) : above(low);
  const last = widened ? Math.max(first + 1, above(high)) : below(high);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * unit).toFixed(decimals)));
  const [start, end] = widened ? [ticks[0], ticks[ticks.length - 1]] : [low, low + span];
  return { ticks, decimals, at: (value) => from + ((value - start) / (end - start)) * (to - from) };
}
