import { expect, test } from 'vitest';
import { defaultParameters } from '../../../src/losses/parameters';
import { CURVE_LOSSES, type CurveLoss } from '../../../src/ui/loss-explorer/curves';
import { handleText, keyed, labelRows, moved, placeHandles } from '../../../src/ui/loss-explorer/handles';
import {
  linearScale,
  linearTicks,
  logScale,
  logTicks,
  ratioDomain,
  valueRange,
} from '../../../src/ui/loss-explorer/scales';
import { factorAt } from '../../../src/ui/loss-explorer/texts';

const given = { ...defaultParameters(), epsilon: 0.2, epsilon_high: 0.28, delta: 3, cispo_min: 0.5 };
const DOMAIN = [0.1, 5] as const;
const handles = (losses: readonly CurveLoss[], sign: 1 | -1) => placeHandles(losses, sign, given, DOMAIN);
const named = (losses: readonly CurveLoss[], sign: 1 | -1, name: string) =>
  handles(losses, sign).find((handle) => handle.name === name)!;

test('a tab has the handles that matter to its sign and losses', () => {
  const names = (losses: readonly CurveLoss[], sign: 1 | -1) => handles(losses, sign).map(({ name }) => name);
  expect(names(['dapo', 'gppo'], 1)).toEqual(['epsilon_high', 'gppo_beta_high']);
  expect(names(['dapo', 'gppo'], -1)).toEqual(['epsilon', 'delta', 'gppo_beta_low']);
  expect(names(['cispo'], 1)).toEqual(['cispo_min', 'cispo_max']);
  expect(names(['grpo', 'dapo'], 1)).toEqual(['epsilon', 'epsilon_high']);
  expect(names(['reinforce', 'sapo'], -1)).toEqual([]);
});

test('handles say where they stand', () => {
  expect(handles(['dapo', 'cispo'], 1).map(handleText)).toEqual(['1 + ε high = 1.28', 'w min = 0.50', 'w max = 5.00']);
  const [none] = placeHandles(['cispo'], 1, { ...given, cispo_min: 0 }, DOMAIN);
  expect(handleText(none)).toBe('w min = none');
});

test('bounds stand at their ratio, weights on their plateau', () => {
  const places = Object.fromEntries(handles(CURVE_LOSSES, -1).map(({ name, ratio }) => [name, ratio]));
  expect(places).toMatchObject({ epsilon: 0.8, delta: 3, cispo_min: 0.5, cispo_max: 5 });
  for (const [sign, name] of [
    [1, 'gppo_beta_high'],
    [-1, 'gppo_beta_low'],
  ] as const) {
    const { ratio, gradient_factor } = named(['gppo'], sign, name);
    expect(gradient_factor).toBeCloseTo(factorAt('gppo', ratio, sign, given), 12);
  }
});

test('moving a handle gives the parameter, held between its ends', () => {
  expect(moved(named(['dapo'], -1, 'epsilon'), 0.7)).toBe(0.3);
  expect(moved(named(['dapo'], 1, 'epsilon_high'), 1.503)).toBe(0.5);
  expect(moved(named(['dapo'], 1, 'epsilon_high'), 0.4)).toBe(0.01);
  expect(moved(named(['grpo'], 1, 'epsilon'), 4)).toBe(0.99);
  expect(moved(named(['gppo'], 1, 'gppo_beta_high'), 0.5)).toBe(0.5);
  // Left of everything there is no lower bound.
  expect(moved(named(['cispo'], 1, 'cispo_min'), 0.01)).toBe(0);
});

test('keys move by a step, a page, or to an end; others do nothing', () => {
  const handle = named(['dapo'], -1, 'epsilon');
  const after = (key: string) => moved(handle, keyed(handle, key)!);
  expect([after('ArrowRight'), after('ArrowLeft'), after('PageDown')]).toEqual([0.19, 0.21, 0.3]);
  expect([after('Home'), after('End')]).toEqual([0.9, 0.01]);
  expect(keyed(handle, 'Tab')).toBeUndefined();
});

test('labels that would cover one another stand in rows', () => {
  expect(labelRows([0, 100, 50, 130], [40, 40, 60, 40])).toEqual([0, 1, 0, 0].map(() => expect.any(Number)));
  const lefts = [0, 100, 50, 130];
  const widths = [40, 40, 60, 40];
  const rows = labelRows(lefts, widths);
  for (let i = 0; i < 4; i++) {
    for (let j = i + 1; j < 4; j++) {
      const apart = lefts[i] + widths[i] <= lefts[j] || lefts[j] + widths[j] <= lefts[i];
      expect(apart || rows[i] !== rows[j]).toBe(true);
    }
  }
  expect(Math.max(...rows)).toBe(1);
});

test('scales go there and back', () => {
  const x = logScale(DOMAIN, [30, 430]);
  expect([x(0.1), x(5)]).toEqual([30, 430].map((pixel) => expect.closeTo(pixel, 9)));
  expect(x(1) - x(0.5)).toBeCloseTo(x(2) - x(1), 9);
  expect(x.invert(x(1.28))).toBeCloseTo(1.28, 12);
  const y = linearScale([-1, 3], [200, 0]);
  expect([y(-1), y(3), y.invert(100)]).toEqual([200, 0, 1]);
});

test('ticks are round numbers inside', () => {
  expect(logTicks(DOMAIN)).toEqual([0.1, 0.2, 0.5, 1, 2, 5]);
  expect(logTicks([0.1, 12])).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
  expect(linearTicks([-0.1, 1.5], 5)).toEqual([0, 0.5, 1, 1.5]);
  expect(linearTicks([-3.1, 0.2], 5)).toEqual([-3, -2, -1, 0]);
});

test('the axis reaches every bound, the range every value up to where it is cut', () => {
  expect(ratioDomain([1.28])).toEqual([0.1, 5]);
  expect(ratioDomain([1.28, 10])).toEqual([0.1, 12]);
  expect(ratioDomain([1e6])).toEqual([0.1, 100]);
  expect([ratioDomain([0.05]), ratioDomain([2, 1e-9])]).toEqual([
    [0.01, 5],
    [0.001, 5],
  ]);
  expect(valueRange([0, 1.2], [0, 1.4], 3)).toEqual([0, expect.closeTo(1.456, 9)]);
  const [low, high] = valueRange([-9, 40], [0, 1.4], 3);
  expect([low, high]).toEqual([-3.24, 3.24].map((end) => expect.closeTo(end, 9)));
});
