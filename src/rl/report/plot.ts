/**
 * A comparison as a picture: held-out pass@1 against compute and against updates, a line with its interval for each arm.
 * SVG text without a dependency; the same runs give the same text. It follows the reader's light or dark scheme, and arms
 * differ in colour and in dashes, so that it needs no colours to be read.
 */
import { createScale, type Scale } from './scale';
import type { ArmSummary, CurvePoint } from './summary';

const PANELS: readonly { title: string; of(point: CurvePoint): number }[] = [
  { title: 'compute, GFLOP', of: ({ gflop }) => gflop },
  { title: 'updates', of: ({ updates }) => updates },
];

/**
 * For the light ground and for the dark one: 3:1 against it, and as far apart as a search could bring them for usual, protan,
 * deutan and tritan eyes alike, the first four the most.
 */
export const COLOURS: readonly (readonly [light: string, dark: string])[] = [
  ['#036b89', '#7eb6fb'],
  ['#8f4a01', '#ef3800'],
  ['#37a91a', '#70ff66'],
  ['#ea1bee', '#9d6ba7'],
  ['#2d3300', '#afbd20'],
  ['#4b15be', '#437bfb'],
  ['#650c5c', '#e590a4'],
  ['#948994', '#f5f1ed'],
];
export const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 2', '9 3 2 3 2 3'];
export const GROUNDS = ['#ffffff', '#0d1117'] as const;

const [TOP, BOTTOM, LEFT] = [34, 300, 46];
const PANEL = 300;
const HEIGHT = 344;
const FONT = 12;
/** Pixels of a label: a little more than its letters take in a usual font. */
const textWidth = (text: string): number => Math.ceil(text.length * FONT * 0.58);
const SWATCH = 32;
const LINE_HEIGHT = 15;

/** The SVG text of a comparison. */
export function drawPlot(title: string, arms: readonly ArmSummary[]): string {
  const margin = 14 + SWATCH + Math.max(...arms.map(({ arm }) => textWidth(arm)));
  const stride = LEFT + PANEL + margin;
  const width = PANELS.length * stride;
  const intervals = arms.flatMap(({ curve }) => curve.map(({ pass }) => pass));
  const lowest = Math.min(...intervals.map(({ low }) => low));
  const highest = Math.max(...intervals.map(({ high }) => high));
  const y = createScale(lowest, highest, BOTTOM, TOP, true);
  const panels = PANELS.map((panel, i) => {
    const furthest = Math.max(...arms.flatMap(({ curve }) => curve.map(panel.of)));
    const x = createScale(0, furthest, 0, PANEL, false);
    return [
      `<g transform="translate(${i * stride + LEFT} 0)">`,
      ...axes(panel.title, x, y),
      ...arms.map(({ curve }, arm) => drawBand(curve, arm, panel.of, x, y)),
      ...arms.map(({ curve }, arm) => drawLine(curve, arm, panel.of, x, y)),
      ...drawLabels(arms, panel.of, x, y),
      '</g>',
    ];
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="kata-plot" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description(arms))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${HEIGHT}"/>`,
    ...panels.flat(),
    '</svg>',
  ].join('\n')}\n`;
}

/** What the picture shows, in words. */
function description(arms: readonly ArmSummary[]): string {
  const ends = arms.map(({ arm, curve, pass, gflop, updates }) => {
    const [from, to] = [curve[0].pass.mean, pass.mean].map((value) => value.toFixed(3));
    const interval = `${pass.low.toFixed(3)} to ${pass.high.toFixed(3)}`;
    return `${arm}: from ${from} to ${to} (${interval}) with ${number(gflop)} GFLOP and ${number(updates)} updates.`;
  });
  return ['Held-out pass@1, its mean and 95 % interval, against compute and against updates.', ...ends].join(' ');
}

function axes(title: string, x: Scale, y: Scale): string[] {
  const rows = y.ticks.flatMap((tick) => {
    const at = number(y.at(tick));
    return [
      `<path class="grid" d="M0 ${at}H${PANEL}"/>`,
      `<text class="tick" x="-6" y="${at}" dy=".35em" text-anchor="end">${tick.toFixed(y.decimals)}</text>`,
    ];
  });
  const columns = x.ticks.map(
    (tick) =>
      `<text class="tick" x="${number(x.at(tick))}" y="${BOTTOM + 17}" text-anchor="middle">${tick.toFixed(x.decimals)}</text>`,
  );
  return [
    `<text class="title" x="${6 - LEFT}" y="16">held-out pass@1</text>`,
    ...rows,
    ...columns,
    `<text class="title" x="${PANEL / 2}" y="${BOTTOM + 36}" text-anchor="middle">${title}</text>`,
  ];
}

type Along = (point: CurvePoint) => number;

function drawBand(curve: readonly CurvePoint[], arm: number, of: Along, x: Scale, y: Scale): string {
  const upper = curve.map((point) => at(x.at(of(point)), y.at(point.pass.high)));
  const lower = curve.map((point) => at(x.at(of(point)), y.at(point.pass.low))).reverse();
  return `<path class="band ${colourClass(arm)}" d="M${[...upper, ...lower].join('L')}Z"/>`;
}

function drawLine(curve: readonly CurvePoint[], arm: number, of: Along, x: Scale, y: Scale): string {
  const points = curve.map((point) => at(x.at(of(point)), y.at(point.pass.mean)));
  return `<path class="line ${colourClass(arm)}"${dashAttribute(arm)} d="M${points.join('L')}"/>`;
}

/** The names of the arms, each beside a piece of its line and led to its end. */
function drawLabels(arms: readonly ArmSummary[], of: Along, x: Scale, y: Scale): string[] {
  const ends = arms.map(({ curve }) => {
    const end = curve[curve.length - 1];
    return { x: x.at(of(end)), y: y.at(end.pass.mean) };
  });
  const rows = spread(
    ends.map((end) => end.y),
    LINE_HEIGHT,
    TOP,
    BOTTOM,
  );
  return arms.flatMap(({ arm }, i) => {
    const colour = colourClass(i);
    const [left, row] = [PANEL + 10, number(rows[i])];
    return [
      `<circle class="end ${colour}" cx="${number(ends[i].x)}" cy="${number(ends[i].y)}" r="2.5"/>`,
      `<path class="leader ${colour}" d="M${at(ends[i].x + 4, ends[i].y)}L${at(left - 2, rows[i])}"/>`,
      `<path class="line ${colour}"${dashAttribute(i)} d="M${left} ${row}h${SWATCH - 5}"/>`,
      `<text class="label" x="${left + SWATCH}" y="${row}" dy=".35em">${escaped(arm)}</text>`,
    ];
  });
}

const colourClass = (arm: number): string => `c${arm % COLOURS.length}`;

/** Dashes have another period than colours: no two of the first 56 arms share both. */
function dashAttribute(arm: number): string {
  const dash = DASHES[arm % DASHES.length];
  return dash && ` stroke-dasharray="${dash}"`;
}

const at = (x: number, y: number): string => `${number(x)} ${number(y)}`;
const number = (value: number): string => String(Number(value.toFixed(1)));
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const colourVariables = (scheme: 0 | 1): string =>
  COLOURS.map((pair, i) => `.kata-plot .c${i}{--c:${pair[scheme]}}`).join('');
const STYLE = [
  `.kata-plot{--ground:${GROUNDS[0]};--ink:#1f2328;--faint:#59636e;--grid:#d8dee4;font:${FONT}px system-ui,sans-serif}`,
  colourVariables(0),
  `@media (prefers-color-scheme:dark){.kata-plot{--ground:${GROUNDS[1]};--ink:#e6edf3;--faint:#9da7b1;--grid:#2b323b}${colourVariables(1)}}`,
  '.kata-plot .ground{fill:var(--ground)}',
  '.kata-plot .grid{stroke:var(--grid)}',
  '.kata-plot .tick{fill:var(--faint);font-variant-numeric:tabular-nums}',
  '.kata-plot .title,.kata-plot .label{fill:var(--ink)}',
  '.kata-plot .band{fill:var(--c);opacity:.13}',
  '.kata-plot .line{fill:none;stroke:var(--c);stroke-width:2}',
  '.kata-plot .leader{fill:none;stroke:var(--c);opacity:.5}',
  '.kata-plot .end{fill:var(--c)}',
].join('');

/** Labels that stand as near to each other as they may. */
interface Block {
  /** Indexes of the labels it holds, from top to bottom. */
  labels: number[];
  /** Of its first label. */
  top: number;
}

/**
 * Positions for labels that want those given, at least `gap` apart and within [low, high] as far as there is room. Their
 * order stays, and the sum of squared shifts is the least there is (pooling of adjacent violators).
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const blocks: Block[] = [];
  const place = (labels: number[]): Block => {
    const free = labels.reduce((sum, label, i) => sum + wanted[label] - i * gap, 0) / labels.length;
    const room = high - (labels.length - 1) * gap;
    return { labels, top: Math.max(low, Math.min(free, room)) };
  };
  for (const label of order) {
    let block = place([label]);
    for (let above = blocks.at(-1); above && above.top + above.labels.length * gap > block.top; above = blocks.at(-1)) {
      block = place([...blocks.pop()!.labels, ...block.labels]);
    }
    blocks.push(block);
  }
  const positions = new Array<number>(wanted.length);
  for (const { labels, top } of blocks) {
    labels.forEach((label, i) => {
      positions[label] = top + i * gap;
    });
  }
  return positions;
}
