import { describe, expect, test } from 'vitest';
import { getLoss, LOSS_TYPES } from '../../../src/losses/options';
import {
  defaultParameters,
  isAllowed,
  PARAMETER_NAMES,
  PARAMETERS,
  type ParameterName,
  parseParameter,
} from '../../../src/losses/parameters';
import { trainOptions } from '../../../src/rl/options/commands/train';
import {
  CURVE_LOSSES,
  CURVES,
  type CurveLoss,
  curveOf,
  curvePoints,
  lossOptions,
  parseLosses,
} from '../../../src/ui/loss-explorer/curves';
import { factorAt } from '../../../src/ui/loss-explorer/texts';

const given = { ...defaultParameters(), epsilon: 0.2, epsilon_high: 0.28 };
const F = (loss: CurveLoss, ratio: number, sign: 1 | -1, more = {}) =>
  factorAt(loss, ratio, sign, { ...given, ...more });

test('every loss of a run has a curve, and reads what the run reads', () => {
  for (const loss_type of LOSS_TYPES) {
    const loss = curveOf(loss_type)!;
    const reads = getLoss(loss_type).options.map(
      (name) => (`${loss}_${name}` in PARAMETERS ? `${loss}_${name}` : name) as string,
    );
    // GRPO's upper bound is its lower one, unless the run says so: then it is DAPO's curve.
    const wanted = loss === 'grpo' ? reads.filter((name) => name !== 'epsilon_high') : reads;
    expect([loss_type, ...[...CURVES[loss].reads].sort()]).toEqual([loss_type, ...wanted.sort()]);
  }
  expect(curveOf('adam')).toBeUndefined();
});

test('a parameter that a loss reads moves its curve, and no other does', () => {
  const changed = {
    epsilon: 0.5,
    epsilon_high: 0.9,
    delta: 1.5,
    gppo_beta_low: 0.5,
    gppo_beta_high: 0.5,
    gppo_only_high: true,
  };
  const others = { cispo_min: 0.5, cispo_max: 2, sapo_temperature_pos: 2, sapo_temperature_neg: 2, dro_beta: 0.5 };
  const vespo = { vespo_k_pos: 1, vespo_lambda_pos: 1, vespo_k_neg: 1, vespo_lambda_neg: 1 };
  const own = PARAMETER_NAMES.filter((name) => PARAMETERS[name].loss).map((name) => [name, 0.5]);
  const values = { ...changed, ...others, ...vespo, ...Object.fromEntries(own) };
  const shape = (loss: CurveLoss, parameters: typeof given) =>
    JSON.stringify(
      ([1, -1] as const).map((sign) => [0.1, 0.3, 0.7, 1.4, 1.6, 3].map((at) => factorAt(loss, at, sign, parameters))),
    );
  for (const loss of CURVE_LOSSES) {
    const moving = PARAMETER_NAMES.filter(
      (name) => shape(loss, { ...given, [name]: values[name] }) !== shape(loss, given),
    );
    expect([loss, ...moving.sort()]).toEqual([loss, ...[...CURVES[loss].reads].sort()]);
  }
});

test('the factors are those of the papers at the corners', () => {
  expect([F('grpo', 1.25, 1), F('dapo', 1.25, 1), F('dapo', 2, 1)]).toEqual([0, 1.25, 0]);
  expect([F('gppo', 2, 1), F('gppo', 0.5, -1), F('gppo', 0.5, -1, { gppo_beta_low: 0.25 })]).toEqual([1.28, 0.8, 0.2]);
  expect([F('gppo', 4, -1), F('gppo', 4, -1, { delta: 3 })]).toEqual([4, 0].map((f) => expect.closeTo(f, 12)));
  expect([F('cispo', 9, 1), F('cispo', 0.2, -1, { cispo_min: 0.8 })]).toEqual([5, 0.8]);
  expect(F('cispo_masked', 2, 1)).toBe(0);
  expect(F('reinforce', 3, 1)).toBe(1);
});

test('a curve jumps upright at its bound', () => {
  const points = curvePoints('grpo', 1, given, [0.1, 5]);
  const jump = points.findIndex((point, i) => point.gradient_factor === 0 && points[i - 1]?.gradient_factor > 1);
  expect(points[jump].ratio / points[jump - 1].ratio).toBeCloseTo(1, 5);
  expect(points.map(({ ratio }) => ratio)).toEqual(points.map(({ ratio }) => ratio).sort((a, b) => a - b));
});

test('GPPO with weights 1 has the surrogate of DAPO and another gradient', () => {
  const [dapo, gppo] = (['dapo', 'gppo'] as const).map((loss) => curvePoints(loss, 1, given, [0.1, 5]));
  expect(gppo.map(({ surrogate }) => surrogate)).toEqual(dapo.map(({ surrogate }) => surrogate));
  expect(gppo.at(-1)!.gradient_factor).toBe(1.28);
  expect(dapo.at(-1)!.gradient_factor).toBe(0);
});

test('losses by name, in one order, with those of the same factor', () => {
  expect(parseLosses('gppo, grpo')).toEqual(['grpo', 'gppo']);
  expect(parseLosses('dr_grpo grpo')).toEqual(['grpo']);
  expect(parseLosses('')).toEqual([]);
  expect(() => parseLosses('grpo,ppo2')).toThrow('losses: "ppo2" is none of reinforce, ');
  expect(lossOptions('gspo', given).epsilon).toBe(3e-4);
});

describe('parameters', () => {
  test('what nobody gives is what a run takes', () => {
    const run = trainOptions.parse({ loss_type: 'gppo' }) as Record<string, unknown>;
    for (const [name, value] of Object.entries(defaultParameters())) {
      if (!PARAMETERS[name as ParameterName].loss) expect([name, value]).toEqual([name, run[name]]);
    }
  });

  test('what may be given is what a run takes', () => {
    for (const name of PARAMETER_NAMES.filter((one) => !PARAMETERS[one].loss)) {
      for (const value of [-1, 0, 0.5, 1, 1.5, 2, null, true, false]) {
        const taken = trainOptions.shape[name as keyof typeof trainOptions.shape].safeParse(value).success;
        expect([name, value, isAllowed(name, value)]).toEqual([name, value, taken]);
      }
    }
  });

  test('a slider stays within what may be given', () => {
    for (const name of PARAMETER_NAMES) {
      const { slider: [from, to] = [true, false] } = PARAMETERS[name];
      expect([name, isAllowed(name, from), isAllowed(name, to)]).toEqual([name, true, true]);
    }
  });

  test('texts that are no values are named', () => {
    expect(parseParameter('delta', 'none')).toBeNull();
    expect(parseParameter('epsilon', ' 0.3 ')).toBe(0.3);
    expect(['', 'true', 'false'].map((text) => parseParameter('gppo_only_high', text))).toEqual([true, true, false]);
    expect(() => parseParameter('epsilon', 'wide')).toThrow('epsilon: "wide" is no number above 0 and below 1');
    expect(() => parseParameter('delta', '1')).toThrow('delta: "1" is no number above 1, or "none"');
    expect(() => parseParameter('dro_beta', '')).toThrow('dro_beta');
    expect(() => parseParameter('gppo_only_high', '1')).toThrow('gppo_only_high: "1" is no flag, true or false');
  });
});
