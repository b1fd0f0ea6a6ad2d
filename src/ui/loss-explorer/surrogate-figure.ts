/** The figure of the surrogate over δ: what is maximised, for a token of |A| = 1. */
import { curvePoints } from './curves';
import { setAll, svg } from './dom';
import type { FigureState } from './factor-figure';
import { clipRect, curvePath, makeFrame, xAxis, yAxis } from './frame';
import { valueRange } from './scales';

const TOP = 8;
const PLOT_HEIGHT = 180;
const AXIS_HEIGHT = 24;
const FURTHEST = 3;

export class SurrogateFigure {
  readonly root = svg('svg', { class: 'surrogate', role: 'img' });

  draw(width: number, { losses, sign, parameters, domain }: FigureState): void {
    const curves = losses.map((loss) => ({ loss, points: curvePoints(loss, sign, parameters, domain) }));
    const values = curves.flatMap(({ points }) => points.map(({ surrogate }) => surrogate));
    const range = valueRange(values, sign > 0 ? [0, 1.4] : [-1.4, 0], FURTHEST);
    const frame = makeFrame(width, domain, range, [TOP, TOP + PLOT_HEIGHT]);
    const height = frame.bottom + AXIS_HEIGHT;
    setAll(this.root, {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'aria-label': `The surrogate over the ratio, for tokens with A ${sign > 0 ? '> 0' : '< 0'}`,
    });
    this.root.replaceChildren(
      clipRect('surrogate', frame),
      yAxis(frame),
      xAxis(frame, domain, frame.bottom),
      svg(
        'g',
        { 'clip-path': 'url(#surrogate)' },
        ...curves.map((curve, i) => curvePath(curve, ({ surrogate }) => surrogate, frame, curves.length - 1 - i)),
      ),
    );
  }
}
