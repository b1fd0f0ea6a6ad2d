/** A figure's frame: axes, grid, and what both figures draw the same way. Sizes in CSS pixels. */
import type { CurveLoss, CurvePoint, Domain } from './curves';
import { svg } from './dom';
import { LOOKS } from './looks';
import { linearScale, linearTicks, logScale, logTicks, type Scale } from './scales';

export interface Frame {
  x: Scale;
  y: Scale;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Curve {
  loss: CurveLoss;
  points: CurvePoint[];
}

const LEFT = 34;
const RIGHT = 10;

export function makeFrame(
  width: number,
  domain: Domain,
  range: readonly [number, number],
  [top, bottom]: readonly [number, number],
): Frame {
  const right = Math.max(width - RIGHT, LEFT + 40);
  return { x: logScale(domain, [LEFT, right]), y: linearScale(range, [bottom, top]), left: LEFT, right, top, bottom };
}

/** Horizontal lines with their numbers; the zero line is stronger. */
export function yAxis({ y, left, right, top, bottom }: Frame): SVGGElement {
  const ticks = linearTicks([y.invert(bottom), y.invert(top)], 5);
  return svg(
    'g',
    { class: 'axis', 'aria-hidden': 'true' },
    ...ticks.flatMap((tick) => [
      svg('line', { x1: left, x2: right, y1: y(tick), y2: y(tick), class: tick === 0 ? 'zero' : 'grid' }),
      svg('text', { x: left - 7, y: y(tick) + 4, 'text-anchor': 'end' }, numberText(tick)),
    ]),
  );
}

/** The numbers of the ratio below `at`, and a line up to `top` where δ is 1. */
export function xAxis({ x, top }: Frame, domain: Domain, at: number): SVGGElement {
  return svg(
    'g',
    { class: 'axis', 'aria-hidden': 'true' },
    svg('line', { x1: x(1), x2: x(1), y1: top, y2: at, class: 'grid' }),
    ...logTicks(domain).map((tick) =>
      svg('text', { x: x(tick), y: at + 16, 'text-anchor': 'middle' }, numberText(tick)),
    ),
  );
}

/** A curve on top of another would hide it: the first ones are drawn wider. */
export function curvePath(
  { loss, points }: Curve,
  value: (point: CurvePoint) => number,
  { x, y }: Frame,
  over: number,
) {
  const steps = points.map((point) => `${x(point.ratio).toFixed(1)} ${y(value(point)).toFixed(1)}`);
  return svg('path', {
    d: `M${steps.join('L')}`,
    class: `curve ${loss}`,
    'stroke-dasharray': LOOKS[loss].dash || undefined,
    'stroke-width': 2 + Math.min(over, 3) * 1.3,
  });
}

export function clipRect(id: string, { left, right, top, bottom }: Frame): SVGDefsElement {
  const rect = svg('rect', { x: left, y: top - 2, width: right - left, height: bottom - top + 4 });
  return svg('defs', {}, svg('clipPath', { id }, rect));
}

/** With a true minus. */
export const numberText = (value: number): string => String(value).replace('-', '−');
