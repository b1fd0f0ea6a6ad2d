import { describe, expect, test } from 'vitest';
import { COLOURS, drawPlot, GROUNDS, spread } from '../../../src/rl/report/plot';
import { createScale } from '../../../src/rl/report/scale';
import { summarize } from '../../../src/rl/report/summary';
import { runOf } from './runs';

/** Eight arms of which several end at the same place, one far ahead in updates, one with a name that XML must not see. */
const arms = summarize(
  ['grpo', 'dapo', 'gppo', 'gppo, β low .25', 'cispo', 'r < 1 & "x"', 'adaptive', 'none'].flatMap((name, i) =>
    [1, 2].map((seed) => runOf(name, seed, { pass: i < 5 ? 0.6 : 0.2, updates: i === 7 ? 12 : 48 })),
  ),
);
const svg = drawPlot('Losses & more', arms);

describe('the plot', () => {
  test('is well-formed', () => {
    const open: string[] = [];
    const text = svg.replaceAll(
      /<(\/?)([\w-]+)((?:\s[\w:-]+="[^"<&]*")*)\s*(\/?)>/g,
      (_, end, name, _attributes, empty) => {
        if (end) expect(open.pop()).toBe(name);
        else if (!empty) open.push(name);
        return '';
      },
    );
    expect(open).toEqual([]);
    expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('is the same text for the same runs', () => {
    expect(drawPlot('Losses & more', arms)).toBe(svg);
  });

  test('says in words what it shows', () => {
    const [, title] = /<title[^>]*>(.*)<\/title>/.exec(svg)!;
    const [, description] = /<desc[^>]*>(.*)<\/desc>/.exec(svg)!;
    expect(title).toBe('Losses &amp; more');
    expect(description).toContain(
      `grpo: from ${arms[0].curve[0].pass.mean.toFixed(3)} to ${arms[0].pass.mean.toFixed(3)}`,
    );
    expect(description).toContain('with 60 GFLOP and 12 updates');
  });

  test('names every arm beside both panels, inside the picture, no name over another', () => {
    const labels = [...svg.matchAll(/class="label" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)].map(
      ([, x, y, text]) => ({
        x: Number(x),
        y: Number(y),
        text: text.replaceAll(/&\w+;/g, '?'),
      }),
    );
    expect(labels.length).toBe(2 * arms.length);
    for (const panel of [labels.slice(0, arms.length), labels.slice(arms.length)]) {
      const rows = panel.map(({ y }) => y).sort((a, b) => a - b);
      rows.slice(1).forEach((y, i) => {
        expect(y - rows[i]).toBeGreaterThanOrEqual(14.9);
      });
    }
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
    // From the left end of its axis; the letters of a usual font are narrower than 7 of its 12 pixels.
    const longest = Math.max(...labels.map(({ x, text }) => x + text.length * 7));
    expect(longest).toBeLessThanOrEqual(width / 2 - 46);
    expect(Math.max(...labels.map(({ y }) => y))).toBeLessThan(height);
  });

  test('draws bands around their lines', () => {
    const points = (path: string) => path.match(/-?[\d.]+ -?[\d.]+/g)!.map((pair) => pair.split(' ').map(Number));
    const paths = (kind: string) => [...svg.matchAll(new RegExp(`class="${kind} [^"]*"[^>]* d="([^"]*L[^"]*)"`, 'g'))];
    const [band, line] = ['band', 'line'].map((kind) => points(paths(kind)[0][1]));
    expect([band.length, line.length]).toEqual([10, 5]);
    line.forEach(([x, y], i) => {
      expect([band[i][0], band[9 - i][0]]).toEqual([x, x]);
      expect(band[i][1]).toBeLessThan(y);
      expect(band[9 - i][1]).toBeGreaterThan(y);
    });
  });
});

describe('labels', () => {
  test('stand where they want to as long as they do not meet', () => {
    expect(spread([10, 50, 30], 15, 0, 100)).toEqual([10, 50, 30]);
  });

  test('make room around their common middle, in their order', () => {
    expect(spread([50, 50, 52], 10, 0, 100)).toEqual([40.666666666666664, 50.666666666666664, 60.666666666666664]);
  });

  test('stay within the bounds', () => {
    expect(spread([98, 99, 0], 10, 0, 100)).toEqual([90, 100, 0]);
    expect(spread([-5, 2, 4], 10, 0, 100)).toEqual([0, 10, 20]);
  });
});

test.each([
  [0, 64, false, [0, 20, 40, 60], 0, 300 - (300 * 60) / 64],
  [0.31, 0.62, true, [0.3, 0.4, 0.5, 0.6, 0.7], 1, 0],
  [0, 0.0021, true, [0, 0.0005, 0.001, 0.0015, 0.002, 0.0025], 4, 0],
  [0.5, 0.5, true, [0.4, 0.6], 1, 0],
])('an axis from %d to %d is marked at round numbers', (low, high, widened, ticks, decimals, end) => {
  const scale = createScale(low, high, 300, 0, widened);
  expect(scale).toMatchObject({ ticks, decimals });
  expect([scale.at(ticks[0]), scale.at(ticks[ticks.length - 1])]).toEqual([300, end]);
});

/** Colour blindness as matrices on linear RGB, at full strength: Machado, Oliveira and Fernandes 2009. */
const EYES = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the %s colours', (_, scheme) => {
  const colours = COLOURS.map((pair) => pair[scheme]);

  test('stand out from their ground by 3:1 (WCAG 1.4.11)', () => {
    const ground = luminance(linear(GROUNDS[scheme]));
    for (const colour of colours) {
      const [dark, light] = [luminance(linear(colour)), ground].sort((a, b) => a - b);
      expect((light + 0.05) / (dark + 0.05), colour).toBeGreaterThan(3);
    }
  });

  test.each(Object.entries(EYES))('differ for %s eyes', (_name, matrix) => {
    const seen = colours.map((colour) => oklab(through(matrix, linear(colour))));
    seen.forEach((a, i) => {
      for (let j = 0; j < i; j++) {
        expect(Math.hypot(...a.map((value, k) => value - seen[j][k])), `${colours[i]}, ${colours[j]}`).toBeGreaterThan(
          0.1,
        );
      }
    });
  });
});

function linear(colour: string): number[] {
  return [1, 3, 5].map((i) => {
    const value = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function luminance([r, g, b]: number[]): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function through(matrix: number[], rgb: number[]): number[] {
  return [0, 3, 6].map((row) => {
    const value = rgb.reduce((sum, channel, i) => sum + matrix[row + i] * channel, 0);
    return Math.min(1, Math.max(0, value));
  });
}

/** Ottosson 2020: a space in which distances are as they look. */
function oklab(rgb: number[]): number[] {
  const LMS = [0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566];
  const cones = [...LMS, 0.0883024619, 0.2817188376, 0.6299787005];
  const [l, m, s] = [0, 3, 6].map((row) =>
    Math.cbrt(rgb.reduce((sum, channel, i) => sum + cones[row + i] * channel, 0)),
  );
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
