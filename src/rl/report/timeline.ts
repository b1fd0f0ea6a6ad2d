/**
 * Who worked when, as a picture: a row for the GPU and one for the judge, for each way of running the same work. SVG text
 * without a dependency; it follows the reader's light or dark scheme.
 */
import { createScale } from './scale';

/** Work of one kind, in seconds since the run began. */
export interface Span {
  kind: 'rollout' | 'update' | 'judge';
  start: number;
  end: number;
}

export interface Timeline {
  title: string;
  spans: readonly Span[];
}

const LANES = [
  { name: 'GPU', kinds: ['rollout', 'update'] },
  { name: 'judge', kinds: ['judge'] },
] as const;

const [WIDTH, LEFT, RIGHT, TOP] = [760, 60, 20, 8];
const [ROW, GAP, HEAD] = [20, 4, 22];
const BLOCK = HEAD + LANES.length * (ROW + GAP) + 8;

/** The SVG text of these timelines, below each other on one axis of seconds. */
export function drawTimeline(title: string, timelines: readonly Timeline[]): string {
  const last = Math.max(...timelines.flatMap(({ spans }) => spans.map(({ end }) => end)));
  const x = createScale(0, last, LEFT, WIDTH - RIGHT, false);
  const bottom = TOP + timelines.length * BLOCK;
  const height = bottom + 52;
  const marks = x.ticks.flatMap((tick) => [
    `<path class="grid" d="M${number(x.at(tick))} ${TOP + HEAD}V${bottom}"/>`,
    `<text class="faint" x="${number(x.at(tick))}" y="${bottom + 16}" text-anchor="middle">${tick.toFixed(x.decimals)} s</text>`,
  ]);
  const rows = timelines.flatMap(({ title: name, spans }, i) => {
    const top = TOP + i * BLOCK;
    return [
      `<text x="${LEFT}" y="${top + 15}">${name}</text>`,
      ...LANES.flatMap((lane, row) => {
        const y = top + HEAD + row * (ROW + GAP);
        const inLane = spans.filter(({ kind }) => (lane.kinds as readonly string[]).includes(kind));
        return [
          `<text class="faint" x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${lane.name}</text>`,
          ...inLane.map(
            ({ kind, start, end }) =>
              `<rect class="${kind}" x="${number(x.at(start))}" y="${y}" width="${number(Math.max(0.5, x.at(end) - x.at(start)))}" height="${ROW}"/>`,
          ),
        ];
      }),
    ];
  });
  const legend = (['rollout', 'update', 'judge'] as const).flatMap((kind, i) => [
    `<rect class="${kind}" x="${LEFT + i * 90}" y="${bottom + 28}" width="12" height="12"/>`,
    `<text x="${LEFT + i * 90 + 18}" y="${bottom + 38}">${kind}</text>`,
  ]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="kata-timeline" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<desc>${timelines.map(describe).join(' ')}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}"/>`,
    ...marks,
    ...rows,
    ...legend,
    '</svg>',
  ].join('\n')}\n`;
}

/** What a timeline shows, in words. */
function describe({ title, spans }: Timeline): string {
  const seconds = (kind: Span['kind']) =>
    spans.filter((span) => span.kind === kind).reduce((sum, { start, end }) => sum + end - start, 0);
  const total = Math.max(...spans.map(({ end }) => end));
  const [rollout, update, judge] = (['rollout', 'update', 'judge'] as const).map((kind) => seconds(kind).toFixed(1));
  return `${title}: ${total.toFixed(1)} seconds, of which ${rollout} rollout, ${update} update and ${judge} judge.`;
}

const number = (value: number): string => String(Number(value.toFixed(1)));

const STYLE = [
  '.kata-timeline{--ground:#fff;--ink:#1f2328;--faint:#59636e;--grid:#d8dee4;--a:#036b89;--b:#8f4a01;--c:#37a91a;font:12px system-ui,sans-serif}',
  '@media (prefers-color-scheme:dark){.kata-timeline{--ground:#0d1117;--ink:#e6edf3;--faint:#9da7b1;--grid:#2b323b;--a:#7eb6fb;--b:#ef3800;--c:#70ff66}}',
  '.kata-timeline .ground{fill:var(--ground)}',
  '.kata-timeline .grid{stroke:var(--grid)}',
  '.kata-timeline text{fill:var(--ink)}',
  '.kata-timeline .faint{fill:var(--faint);font-variant-numeric:tabular-nums}',
  '.kata-timeline .rollout{fill:var(--a)}',
  '.kata-timeline .update{fill:var(--b)}',
  '.kata-timeline .judge{fill:var(--c)}',
].join('');
