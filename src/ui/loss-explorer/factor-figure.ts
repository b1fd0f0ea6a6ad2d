/** The figure of F over δ: curves, what lies outside the clip, handles, and below it the ratios of a batch. */

import type { ParameterName, Parameters } from '../../losses/parameters';
import { CURVES, type CurveLoss, curvePoints, type Domain } from './curves';
import { setAll, svg } from './dom';
import { clipRect, curvePath, type Frame, makeFrame, numberText, xAxis, yAxis } from './frame';
import { type Handle, handleText, keyed, labelRows, moved, placeHandles, roundOff } from './handles';
import { linearScale, valueRange } from './scales';
import { factorText } from './texts';
import type { TokenFactor } from './token';
import { type Bar, histogram, type RatioTokens } from './tokens';

export interface FigureState {
  losses: readonly CurveLoss[];
  sign: 1 | -1;
  /** What F is drawn for: ±1, or that of the token. */
  advantage: number;
  parameters: Parameters;
  domain: Domain;
  tokens: RatioTokens | null;
  /** The token on the curves of this tab. */
  marked: Marked | null;
}

export interface Marked {
  label: string;
  factors: readonly TokenFactor[];
  /** The loss whose curve carries the label. */
  loss: CurveLoss | undefined;
}

interface FigureEvents {
  /** A handle was moved; `done` when it was let go. */
  onMove(name: ParameterName, value: number, done: boolean): void;
  /** The pointer is over this ratio, or has left. */
  onHover(ratio: number | null): void;
}

const ROW = 24;
const PLOT_HEIGHT = 174;
const BARS_TOP = 24;
const BARS_HEIGHT = 56;
const AXIS_HEIGHT = 24;
/** Nothing above is drawn: a ratio that nothing holds would flatten all others. */
const HIGHEST = 3;
/** A token is still shown up to here. */
const HIGHEST_OF_TOKEN = 12;

interface Grip {
  group: SVGGElement;
  line: SVGLineElement;
  target: SVGRectElement;
  chip: SVGRectElement;
  text: SVGTextElement;
  dot: SVGCircleElement;
  handle: Handle;
}

export class FactorFigure {
  readonly root = svg('svg', { class: 'factor', role: 'group' });
  readonly #back = svg('g');
  readonly #grips = svg('g');
  readonly #marks = svg('g', { class: 'marks', 'aria-hidden': 'true' });
  /** Above the lines of the bounds: they would cross its text. */
  readonly #caption = svg('g', { class: 'axis caption', 'aria-hidden': 'true' });
  readonly #hair = svg('line', { class: 'hair', visibility: 'hidden' });
  readonly #made = new Map<ParameterName, Grip>();
  readonly #events: FigureEvents;
  #frame: Frame | undefined;
  #range: readonly [number, number] = [0, 1.4];
  #dragging = false;

  constructor(events: FigureEvents) {
    this.#events = events;
    this.root.append(this.#back, this.#hair, this.#grips, this.#caption, this.#marks);
    this.root.addEventListener('pointermove', (event) => this.#hover(event));
    this.root.addEventListener('pointerleave', () => this.#leave());
  }

  draw(width: number, state: FigureState): void {
    const { losses, sign, advantage, parameters, domain, tokens, marked } = state;
    const handles = placeHandles(losses, sign, parameters, domain);
    const chips = handles.map((handle) => chipWidth(handleText(handle)));
    const curves = losses.map((loss) => ({ loss, points: curvePoints(loss, advantage, parameters, domain) }));
    const values = curves.flatMap(({ points }) => points.map(({ gradient_factor }) => gradient_factor));
    const own = marked?.factors.find(({ loss }) => loss === marked.loss)?.gradient_factor ?? 0;
    const highest = Math.max(HIGHEST, Math.min(own, HIGHEST_OF_TOKEN));
    // Under a hand that drags, the scale stands still.
    if (!this.#dragging)
      this.#range = valueRange(
        [...values, ...handles.map(({ gradient_factor }) => gradient_factor)],
        [0, 1.4],
        highest,
      );
    const range = this.#range;

    // Labels of bounds stand above the plot, in as many rows as they need.
    const probe = makeFrame(width, domain, range, [0, 1]);
    const lefts = handles.map((handle, i) => chipLeft(probe, handle, chips[i]));
    const bounds = handles.flatMap(({ along }, i) => (along === 'ratio' ? [i] : []));
    const rows = labelRows(
      bounds.map((i) => lefts[i] - 2),
      bounds.map((i) => chips[i] + 4),
    );
    // Two rows are kept free, so that nothing jumps when one label passes another.
    const top = ROW * Math.max(Math.min(bounds.length, 2), ...rows.map((row) => row + 1)) + 6;
    const frame = makeFrame(width, domain, range, [top, top + PLOT_HEIGHT]);
    const floor = frame.bottom + BARS_TOP + BARS_HEIGHT;
    const height = floor + AXIS_HEIGHT;
    this.#frame = frame;

    setAll(this.root, {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'aria-label': `The factor F over the ratio, for tokens with A ${sign > 0 ? '> 0' : '< 0'}. Its numbers are in the table below.`,
    });
    this.#back.replaceChildren(
      clipRect('plot', frame),
      hatching(),
      ...outside(state, frame, floor),
      yAxis(frame),
      xAxis(frame, domain, floor),
      ...(tokens ? bars(histogram(tokens, sign, domain), sign, frame, floor) : []),
      svg('line', { x1: frame.left, x2: frame.right, y1: floor, y2: floor, class: 'zero' }),
      svg(
        'g',
        { 'clip-path': 'url(#plot)' },
        ...curves.map((curve, i) =>
          curvePath(curve, ({ gradient_factor }) => gradient_factor, frame, curves.length - 1 - i),
        ),
      ),
    );
    setAll(this.#hair, { y1: frame.top, y2: floor });
    this.#caption.replaceChildren(...(tokens ? [barsLabel(sign, frame)] : []));
    this.#marks.replaceChildren(...(marked ? drawMarks(marked, frame, floor) : []));

    for (const [name, { group }] of this.#made) {
      if (handles.some((handle) => handle.name === name)) continue;
      group.remove();
      this.#made.delete(name);
    }
    let bound = 0;
    handles.forEach((handle, i) => {
      const grip = this.#made.get(handle.name) ?? this.#make(handle);
      grip.handle = handle;
      const row = handle.along === 'ratio' ? rows[bound++] : 0;
      place(grip, frame, { left: lefts[i], width: chips[i], row, floor });
    });
  }

  #make(handle: Handle): Grip {
    const group = svg('g', { class: `handle ${handle.along}`, role: 'slider', tabindex: 0, 'data-name': handle.name });
    const grip: Grip = {
      group,
      line: svg('line'),
      target: svg('rect', { class: 'target' }),
      chip: svg('rect', { class: 'chip', rx: 6 }),
      text: svg('text', { 'text-anchor': 'middle' }),
      dot: svg('circle', { r: 6 }),
      handle,
    };
    group.append(grip.target, grip.line, grip.dot, grip.chip, grip.text);
    this.#made.set(handle.name, grip);
    this.#grips.append(group);

    group.addEventListener('keydown', (event) => {
      const wish = keyed(grip.handle, event.key);
      if (wish === undefined) return;
      event.preventDefault();
      this.#events.onMove(grip.handle.name, moved(grip.handle, wish), true);
    });
    group.addEventListener('pointerdown', (event) => {
      group.setPointerCapture(event.pointerId);
      group.focus({ preventScroll: true });
      event.preventDefault();
    });
    group.addEventListener('pointermove', (event) => {
      if (group.hasPointerCapture(event.pointerId)) this.#drag(grip.handle, event, false);
    });
    group.addEventListener('pointerup', (event) => {
      if (group.hasPointerCapture(event.pointerId)) this.#drag(grip.handle, event, true);
    });
    group.addEventListener('pointercancel', () => {
      this.#dragging = false;
    });
    return grip;
  }

  #drag(handle: Handle, event: PointerEvent, done: boolean): void {
    if (!this.#frame) return;
    const at = this.#at(event);
    const { x, y } = this.#frame;
    const wish = handle.along === 'ratio' ? x.invert(at.x) : y.invert(at.y) / handle.edge;
    this.#dragging = !done;
    this.#events.onMove(handle.name, moved(handle, wish), done);
  }

  #hover(event: PointerEvent): void {
    if (!this.#frame) return;
    const { x, left, right } = this.#frame;
    const at = this.#at(event).x;
    if (at < left || at > right) {
      this.#leave();
      return;
    }
    setAll(this.#hair, { x1: at, x2: at, visibility: 'visible' });
    this.#events.onHover(x.invert(at));
  }

  #leave(): void {
    setAll(this.#hair, { visibility: 'hidden' });
    this.#events.onHover(null);
  }

  #at(event: PointerEvent): { x: number; y: number } {
    const box = this.root.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

const chipWidth = (text: string) => 16 + text.length * 6.3;

const chipLeft = ({ x, left, right }: Frame, { ratio }: Handle, width: number): number =>
  Math.min(Math.max(x(ratio) - width / 2, left - 20), right - width);

function place(
  { group, line, target, chip, text, dot, handle }: Grip,
  { x, y, top, bottom }: Frame,
  { left, width, row, floor }: { left: number; width: number; row: number; floor: number },
): void {
  const { label, along, value, min, max, ratio, gradient_factor } = handle;
  const at = x(ratio);
  setAll(group, {
    'aria-label': `${label}${along === 'ratio' ? ', a bound of the ratio' : ', a weight of the gradient'}`,
    'aria-valuemin': min.toFixed(2),
    'aria-valuemax': max.toFixed(2),
    'aria-valuenow': value.toFixed(2),
    'aria-valuetext': `${label} = ${value.toFixed(2)}, ${handle.name} ${numberText(roundOff(handle.parameter(value)))}`,
    'aria-orientation': along === 'ratio' ? 'horizontal' : 'vertical',
  });
  text.textContent = handleText(handle);
  if (along === 'ratio') {
    const chipTop = top - 6 - (row + 1) * ROW + 2;
    setAll(target, { x: at - 7, y: chipTop, width: 14, height: floor - chipTop });
    setAll(line, { x1: at, x2: at, y1: chipTop + ROW - 3, y2: floor });
    setAll(chip, { x: left, y: chipTop, width, height: ROW - 3 });
    setAll(text, { x: left + width / 2, y: chipTop + 15 });
    setAll(dot, { visibility: 'hidden' });
    return;
  }
  const height = Math.max(y(gradient_factor), top);
  const above = height + 32 > bottom;
  const chipTop = above ? height - 32 : height + 11;
  setAll(target, { x: left, y: height - 12, width, height: 24 });
  setAll(line, { x1: at, x2: at, y1: height - 14, y2: height + 14 });
  setAll(chip, { x: left, y: chipTop, width, height: ROW - 3 });
  setAll(text, { x: left + width / 2, y: chipTop + 15 });
  setAll(dot, { cx: at, cy: height, visibility: 'visible' });
}

/** The corners of the sign that the clip of the losses in view leaves without a gradient, or that GPPO keeps. */
function outside({ losses, sign, parameters, domain }: FigureState, { x, top }: Frame, floor: number): SVGElement[] {
  const reads = (name: ParameterName) => losses.some((loss) => CURVES[loss].reads.includes(name));
  const { epsilon, epsilon_high, delta } = parameters;
  const low = 1 - epsilon;
  const high = 1 + (reads('epsilon_high') ? epsilon_high : epsilon);
  const [from, to] = domain;
  const spans: [number, number][] = [];
  if (sign > 0 && reads('epsilon')) spans.push([high, to]);
  if (sign < 0 && reads('epsilon')) spans.push([from, low]);
  if (sign < 0 && delta !== null && reads('delta')) spans.push([delta, to]);
  return spans
    .filter(([a, b]) => a < b)
    .map(([a, b]) =>
      svg('rect', { class: 'outside', x: x(a), y: top, width: x(b) - x(a), height: floor - top, fill: 'url(#hatch)' }),
    );
}

function hatching(): SVGDefsElement {
  const pattern = svg(
    'pattern',
    { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('line', { y2: 7, class: 'hatch' }),
  );
  return svg('defs', {}, pattern);
}

/** Heights are logarithms of counts: what leaves the clip is a small part of a batch. */
function bars(all: Bar[], sign: 1 | -1, { x, left, right }: Frame, floor: number): SVGElement[] {
  const most = Math.max(1, ...all.map(({ count, rest }) => Math.max(count, rest)));
  const height = linearScale([0, Math.log10(1 + most)], [0, BARS_HEIGHT]);
  const rect = ({ from, to }: Bar, count: number, kind: string) => {
    const a = Math.max(x(from), left);
    const tall = height(Math.log10(1 + count));
    return svg('rect', {
      class: kind,
      x: a,
      y: floor - tall,
      width: Math.max(Math.min(x(to), right) - a - 1, 0.5),
      height: tall,
    });
  };
  return all.flatMap((bar) => [
    ...(bar.rest ? [rect(bar, bar.rest, 'bar rest')] : []),
    ...(bar.count ? [rect(bar, bar.count, sign > 0 ? 'bar reinforced' : 'bar suppressed')] : []),
  ]);
}

/** A dot on every curve in view at the token's δ, the largest on that of its loss, with its name. */
function drawMarks({ label, factors, loss }: Marked, { x, y, left, right, top }: Frame, floor: number): SVGElement[] {
  const at = (ratio: number) => Math.min(Math.max(x(ratio), left), right);
  // What leaves the plot above is shown at its edge, with its number.
  const dots = factors.map((one) => ({ ...one, cx: at(one.ratio), cy: Math.max(y(one.gradient_factor), top) }));
  const own = dots.find((dot) => dot.loss === loss) ?? dots[0];
  if (!own) return [];
  const { cx, cy, gradient_factor } = own;
  const text = `${label} F = ${factorText(gradient_factor)}`.trim();
  const width = chipWidth(text);
  const start = cx + 12 + width <= right ? cx + 12 : Math.max(cx - 12 - width, 0);
  const chipTop = cy - ROW - 9 < top ? cy + 10 : cy - ROW - 7;
  return [
    svg('line', { x1: cx, x2: cx, y1: top, y2: floor, class: 'token-line' }),
    ...dots
      .filter((dot) => dot !== own)
      .map((dot) => svg('circle', { cx: dot.cx, cy: dot.cy, r: 4, class: `mark ${dot.loss}` })),
    svg('circle', { cx, cy, r: 6.5, class: `mark own ${own.loss}` }),
    svg('rect', { x: start, y: chipTop, width, height: ROW - 3, rx: 6, class: 'name' }),
    svg('text', { x: start + width / 2, y: chipTop + 15, 'text-anchor': 'middle' }, text),
  ];
}

function barsLabel(sign: 1 | -1, { left, bottom }: Frame): SVGTextElement {
  const text = `tokens with A ${sign > 0 ? '> 0' : '< 0'}, the others grey; log count`;
  return svg('text', { x: left + 5, y: bottom + BARS_TOP - 7 }, text);
}
