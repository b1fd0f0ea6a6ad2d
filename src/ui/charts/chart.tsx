// Before uPlot, wherever this is loaded from.
import '../common/language';
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { brief, percent } from '../common/format';
import { HeadRow } from '../common/head-row';
import { type ChartData, type Line, lastValue, sampledRows } from './series';

const FONT = '11px system-ui, sans-serif';
/** Rows of the table behind a chart. */
const TABLE_ROWS = 12;

interface Props {
  data: ChartData;
  /** The right end of the x axis. */
  lastStep: number;
  /** The step that is looked at, marked by a line; null: none is. */
  cursor: number | null;
  /** A step was clicked on. */
  onSeek?: (step: number) => void;
}

/** A live chart with its table for screen readers. The cursor is shared by all charts of the page. */
export function Chart({ data, lastStep, cursor, onSeek }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const clicked = useRef(onSeek);
  clicked.current = onSeek;
  const [hovered, setHovered] = useState<number | null>(null);
  const write = data.share ? percent : brief;
  const unit = data.unit ?? 'step';
  const shape = [unit, ...data.lines.map(({ style, band, colour, dash }) => [style, !!band, colour, dash])].join();

  // The plot is made anew only when its shape changes; the next effect gives it new values.
  useEffect(() => {
    const element = host.current!;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...size(), ...chartOptions(data, setHovered) }, columns(data), element);
    plot.current = made;
    made.over.addEventListener('click', () => {
      const { idx } = made.cursor;
      if (idx != null) clicked.current?.(made.data[0][idx]);
    });
    const resized = new ResizeObserver(() => made.setSize(size()));
    resized.observe(element);
    const recoloured = () => made.redraw(false, true);
    // Paper has its own colours, and its own width.
    const printed = () => {
      made.setSize(size());
      recoloured();
    };
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const paper = matchMedia('print');
    dark.addEventListener('change', recoloured);
    paper.addEventListener('change', printed);
    return () => {
      dark.removeEventListener('change', recoloured);
      paper.removeEventListener('change', printed);
      resized.disconnect();
      made.destroy();
    };
  }, [shape, data.share]);

  // A hidden page draws nothing, and catches up when it is looked at again.
  useEffect(() => {
    const draw = () => {
      if (document.hidden) return;
      plot.current?.batch(() => {
        plot.current!.setData(columns(data), false);
        plot.current!.setScale('x', { min: 0, max: lastStep > 0 ? lastStep : 1 });
      });
    };
    draw();
    document.addEventListener('visibilitychange', draw);
    return () => document.removeEventListener('visibilitychange', draw);
  }, [data, lastStep]);

  useEffect(() => {
    if (cursor === null) return;
    const line = document.createElement('i');
    line.className = 'cursor-step';
    const made = plot.current!;
    const place = () => line.style.setProperty('translate', `${made.valToPos(cursor, 'x')}px`);
    made.over.append(line);
    const resized = new ResizeObserver(place);
    resized.observe(made.over);
    return () => {
      resized.disconnect();
      line.remove();
    };
  }, [cursor, shape, data.share, lastStep]);

  const looked = cursor === null ? undefined : data.steps.findLastIndex((step) => step <= cursor);
  const at = hovered !== null && hovered < data.steps.length ? hovered : looked;
  const values = data.lines.map((line) => ({ line, value: lastValue(line, at) })).filter(hasValue);
  return (
    <figure>
      <figcaption>
        <span class="title">{data.title}</span>
        <b>
          {at !== undefined && at >= 0 && (
            <small>
              {unit} {along(data.steps[at])}{' '}
            </small>
          )}
          {values.map(({ line, value }, i) => (
            <Fragment key={line.label}>
              {i > 0 && ' · '}
              {line.colour && <i class="swatch" style={{ background: `light-dark(${line.colour.join()})` }} />}
              {write(value)}
            </Fragment>
          ))}
        </b>
      </figcaption>
      <div class="plot" ref={host} aria-hidden="true" />
      <div class="visually-hidden">
        <table>
          <caption>{data.title}</caption>
          <HeadRow columns={[unit, ...data.lines.map(({ label }) => label)]} />
          <tbody>
            {sampledRows(data, TABLE_ROWS).map(([step, ...cells]) => (
              <tr key={step}>
                <td>{along(step!)}</td>
                {cells.map((value, i) => (
                  <td key={data.lines[i].label}>{value === null ? '' : write(value)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function columns({ steps, lines }: ChartData): uPlot.AlignedData {
  return [steps, ...lines.flatMap(({ values, band }) => (band ? [band.low, band.high, values] : [values]))];
}

/** Distances of the marks of an axis that counts. */
const WHOLE = [1, 10, 100, 1000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

/** The lines behind the columns after the first; the edges of a band are drawn by nobody. */
const drawn = (data: ChartData): { line: Line; edge: boolean }[] =>
  data.lines.flatMap((line) => {
    const edge = { line, edge: true };
    return line.band ? [edge, edge, { line, edge: false }] : [{ line, edge: false }];
  });

const hasValue = (read: { line: Line; value?: number }): read is { line: Line; value: number } =>
  read.value !== undefined;

function chartOptions(
  data: ChartData,
  onHover: (index: number | null) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const soft = (plot: uPlot) => colour(plot, '--soft');
  const axis = { stroke: soft, font: FONT, ticks: { show: false } };
  const all = drawn(data);
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: data.unit ?? 'steps' },
      points: {
        size: 7,
        fill: (plot, i) => (i === 0 || all[i - 1].edge ? 'transparent' : lineColour(plot, all[i - 1].line)),
        width: 0,
      },
    },
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: false },
      y: { range: (_plot, low, high) => [Math.min(low ?? 0, 0), data.share ? 1 : high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 20, gap: 5, space: 70, grid: { show: false }, incrs: data.unit === 'GFLOP' ? undefined : WHOLE },
      {
        ...axis,
        size: (_plot, labels) => axisWidth(labels ?? []),
        gap: 6,
        space: 34,
        grid: { stroke: (plot) => colour(plot, '--line'), width: 1 },
        values: (_plot, splits) => splits.map((value) => (data.share ? percent(value) : axisNumber(value))),
      },
    ],
    series: [
      {},
      ...all.map(({ line, edge }): uPlot.Series => {
        if (edge) return { spanGaps: true, width: 0, points: { show: false } };
        const stroke = (plot: uPlot) => lineColour(plot, line);
        if (line.style === 'dots') {
          return { stroke, fill: stroke, paths: () => null, points: { show: true, size: 6, fill: stroke, width: 0 } };
        }
        const points = { show: isAlone, size: 5, fill: stroke, width: 0 };
        // Beside a swatch of its colour a thin line would look paler.
        return { stroke, width: line.colour ? 2.2 : 1.6, dash: line.dash, spanGaps: true, points };
      }),
    ],
    bands: all.flatMap(({ line, edge }, i) =>
      edge && all[i + 1].edge ? [{ series: [i + 2, i + 1], fill: (plot: uPlot) => `${lineColour(plot, line)}2b` }] : [],
    ),
  };
}

/** The colour of a line in the present scheme; a band adds its transparency to the six digits of its line's own. */
function lineColour(plot: uPlot, { style, colour: own }: Line): string {
  if (own) return own[matchMedia('(prefers-color-scheme: dark) and (not print)').matches ? 1 : 0];
  return colour(plot, style === 'dots' ? '--ink' : '--accent');
}

/** A line of one point would not be seen. */
const isAlone = (_plot: uPlot, _series: number, from: number, to: number) => from === to;

/** The text of a place on the x axis: a step is whole, compute is not. */
const along = (value: number) => String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));

/** The room that the labels of the y axis take, in CSS pixels; the same for all charts whose labels are short. */
const axisWidth = (labels: readonly string[]) => Math.max(40, ...labels.map((label) => 7 + 6.5 * label.length));

const axisNumber = (value: number) => String(Number(value.toPrecision(2)));

/** A colour of the style sheet as the canvas understands it, in the present scheme. */
function colour(plot: uPlot, variable: string): string {
  return getComputedStyle(plot.root).getPropertyValue(variable);
}
