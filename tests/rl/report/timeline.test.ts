import { expect, test } from 'vitest';
import { drawTimeline } from '../../../src/rl/report/timeline';

const spans = [
  { kind: 'rollout', start: 0, end: 2 },
  { kind: 'judge', start: 1, end: 4 },
  { kind: 'update', start: 4, end: 5 },
] as const;
const svg = drawTimeline('Two ways', [
  { title: 'one after another', spans },
  { title: 'overlapping', spans: spans.map((span) => ({ ...span, end: span.end - 0.5 })) },
]);

test('each span is a bar from its start to its end, on one axis of seconds', () => {
  const bars = [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="20"\/>/g)];
  expect(bars).toHaveLength(6);
  const [rollout, update, judge] = bars
    .slice(0, 3)
    .map(([, kind, x, y, width]) => ({ kind, x: +x, y: +y, width: +width }));
  expect([rollout.kind, update.kind, judge.kind]).toEqual(['rollout', 'update', 'judge']);
  expect(rollout.y).toBe(update.y);
  expect(judge.y).toBeGreaterThan(rollout.y);
  const pixels = rollout.width / 2;
  expect(judge.x - rollout.x).toBeCloseTo(pixels, 0);
  expect(judge.width).toBeCloseTo(3 * pixels, 0);
  expect(update.x - rollout.x).toBeCloseTo(4 * pixels, 0);
});

test('it says in words what it shows', () => {
  expect(svg).toContain('<title>Two ways</title>');
  expect(svg).toContain('one after another: 5.0 seconds, of which 2.0 rollout, 1.0 update and 3.0 judge.');
});
