import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { brief, percent } from './format';
import { type ChartData, lastValue, sampledRows } from './series';

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
  onSeek: (step: number) => void;
}

/** A live chart with its table for screen readers. The cursor is shared by all charts of the page. */
export function Chart({ data, lastStep, cursor, onSeek }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const clicked = useRef(onSeek);
  clicked.current = onSeek;
  const [hovered, setHovered] = useState<number | null>(null);
  const write = data.share ? percent : brief;
  const shape = data.lines.map(({ style }) => style).join();

  // The plot is made anew only when its shape changes; the next effect gives it new values.
  useEffect(() => {
    const element = host.current!;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...size(), ...optionsOf(data, setHovered) }, columns(data), element);
    plot.current = made;
    made.over.addEventListener('click', () => {
      const { idx } = made.cursor;
      if (idx != null) clicked.current(made.data[0][idx]);
    });
    const resized = new ResizeObserver(() => made.setSize(size()));
    resized.observe(element);
    const recoloured = () => made.redraw(false, true);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', recoloured);
    return () => {
      dark.removeEventListener('change', recoloured);
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
        plot.current!.setScale('x', { min: 0, max: Math.max(lastStep, 1) });
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
  const values = data.lines.map((line) => lastValue(line, at)).filter((value) => value !== undefined);
  return (
    <figure>
      <figcaption>
        <span class="title">{data.title}</span>
        <b>
          {at !== undefined && at >= 0 && <small>step {data.steps[at]} </small>}
          {values.map(write).join(' · ')}
        </b>
      </figcaption>
      <div class="plot" ref={host} aria-hidden="true" />
      <div class="visually-hidden">
        <table>
          <caption>{data.title}</caption>
          <thead>
            <tr>
              <th>step</th>
              {data.lines.map(({ label }) => (
                <th key={label}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sampledRows(data, TABLE_ROWS).map(([step, ...cells]) => (
              <tr key={step}>
                <td>{step}</td>
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
  return [steps, ...lines.map(({ values }) => values)];
}

function optionsOf(data: ChartData, onHover: (index: number | null) => void): Omit<uPlot.Options, 'width' | 'height'> {
  const soft = (plot: uPlot) => colour(plot, '--soft');
  const axis = { stroke: soft, font: FONT, ticks: { show: false } };
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: 'steps' },
      points: { size: 7, fill: (plot, i) => (i === 0 ? '' : colour(plot, inkOf(data, i))), width: 0 },
    },
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: false },
      y: { range: (_plot, low, high) => [Math.min(low ?? 0, 0), data.share ? 1 : high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 20, gap: 5, space: 70, grid: { show: false } },
      {
        ...axis,
        size: 40,
        gap: 6,
        space: 34,
        grid: { stroke: (plot) => colour(plot, '--line'), width: 1 },
        values: (_plot, splits) => splits.map((value) => (data.share ? percent(value) : axisNumber(value))),
      },
    ],
    series: [
      {},
      ...data.lines.map(({ style }, i): uPlot.Series => {
        const stroke = (plot: uPlot) => colour(plot, inkOf(data, i + 1));
        if (style === 'dots') {
          return { stroke, fill: stroke, paths: () => null, points: { show: true, size: 6, fill: stroke, width: 0 } };
        }
        return { stroke, width: 1.6, spanGaps: true, points: { show: isAlone, size: 5, fill: stroke, width: 0 } };
      }),
    ],
  };
}

const inkOf = (data: ChartData, series: number) => (data.lines[series - 1].style === 'dots' ? '--ink' : '--accent');

/** A line of one point would not be seen. */
const isAlone = (_plot: uPlot, _series: number, from: number, to: number) => from === to;

const axisNumber = (value: number) => String(Number(value.toPrecision(2)));

/** A colour of the style sheet as the canvas understands it, in the present scheme. */
function colour(plot: uPlot, variable: string): string {
  return getComputedStyle(plot.root).getPropertyValue(variable);
}
