/** From numbers to pixels and back. */

export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

export function linearScale([a, b]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const scale = (value: number) => from + ((value - a) / (b - a)) * (to - from);
  return Object.assign(scale, { invert: (pixel: number) => a + ((pixel - from) / (to - from)) * (b - a) });
}

export function logScale([a, b]: readonly [number, number], range: readonly [number, number]): Scale {
  const linear = linearScale([Math.log(a), Math.log(b)], range);
  const scale = (value: number) => linear(Math.log(value));
  return Object.assign(scale, { invert: (pixel: number) => Math.exp(linear.invert(pixel)) });
}

/** 0.1, 0.2, 0.5, 1, 2, 5, … inside a domain. */
export function logTicks([from, to]: readonly [number, number]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power++) {
    for (const digit of [1, 2, 5]) ticks.push(Number((digit * 10 ** power).toPrecision(1)));
  }
  return ticks.filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
}

/** About `count` round numbers inside a range. */
export function linearTicks([from, to]: readonly [number, number], count: number): number[] {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The ratios to draw: 0.1 to 5, and further where a bound or a token lies beyond. */
export function ratioDomain(bounds: readonly number[]): readonly [number, number] {
  const furthest = Math.max(...bounds.filter(Number.isFinite), 0);
  const nearest = Math.min(...bounds, 1);
  return [
    [0.1, 0.01, 0.001].find((end) => nearest >= end) ?? 0.001,
    [5, 12, 30, 100].find((end) => furthest <= end) ?? 100,
  ];
}

/** The range that shows these values, `least` at any rate, and nothing beyond ±`most`: what leaves it is cut off. */
export function valueRange(
  values: readonly number[],
  least: readonly [number, number],
  most: number,
): readonly [number, number] {
  const low = Math.max(Math.min(...values, least[0]), -most);
  const high = Math.min(Math.max(...values, least[1]), most);
  const margin = (high - low) * 0.04;
  return [low === 0 ? 0 : low - margin, high === 0 ? 0 : high + margin];
}
