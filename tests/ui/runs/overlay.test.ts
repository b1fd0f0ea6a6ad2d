import { expect, test } from 'vitest';
import { LOOKS } from '../../../src/ui/loss-explorer/looks';
import { groupArms } from '../../../src/ui/runs/arms';
import { axisExtent, overlay, type QuantityName } from '../../../src/ui/runs/overlay';
import { madeRun } from './made-runs';

const gppo = (seed: number, passes: Record<number, number>) =>
  madeRun({ id: `gppo-${seed}`, options: { loss_type: 'gppo', seed }, passes });

test('seeds of one config are one arm: their mean, from the lowest to the highest', () => {
  const runs = [
    gppo(0, { 0: 0.2, 4: 0.6 }),
    madeRun({ id: 'dapo', passes: { 0: 0.2, 2: 0.3, 4: 0.4 } }),
    gppo(1, { 0: 0.4, 4: 0.8 }),
  ];
  const arms = groupArms(runs);
  expect(arms.map(({ label, runs }) => [label, runs.length])).toEqual([
    ['GPPO', 2],
    ['DAPO', 1],
  ]);
  const [pass, reward] = overlay(arms, 'step');
  expect(pass.steps).toEqual([0, 2, 4]);
  const [first, second] = pass.lines;
  expect(first.values.map((value) => value && Number(value.toFixed(9)))).toEqual([0.3, null, 0.7]);
  expect(first.band).toEqual({ low: [0.2, null, 0.6], high: [0.4, null, 0.8] });
  expect(second.values).toEqual([0.2, 0.3, 0.4]);
  expect(second.band).toBeUndefined();
  expect(first.colour).not.toEqual(second.colour);
  expect(reward.steps).toEqual([1, 2, 3, 4]);
});

test('against compute, each evaluation stands where its run was', () => {
  const arms = groupArms([madeRun({ id: 'a', passes: { 0: 0.2, 2: 0.3, 4: 0.4 } })]);
  const [pass] = overlay(arms, 'GFLOP');
  expect(pass).toMatchObject({ unit: 'GFLOP', steps: [0, 2, 4] });
  expect(axisExtent(arms, 'GFLOP')).toBe(4);
});

test('a seed that is not as far takes no part where it is not', () => {
  const arms = groupArms([gppo(0, { 0: 0.2, 4: 0.6 }), gppo(1, { 0: 0.4 })]);
  const [line] = overlay(arms, 'step')[0].lines;
  expect(line.band).toEqual({ low: [0.2, 0.6], high: [0.4, 0.6] });
});

test('arms that differ in more than a loss say in what', () => {
  const arms = groupArms([
    madeRun({ id: 'a' }),
    madeRun({ id: 'b', options: { learning_rate: 0.0006, loss_type: 'gppo' } }),
  ]);
  expect(arms[1].label).toBe('GPPO, learning_rate 6e-4');
  expect(groupArms([madeRun({ id: 'alone' })])[0].label).toBe('alone');
});

test('a seed that was trained twice counts once, by the run that came furthest', () => {
  const short = madeRun({ id: 'short', passes: { 0: 0.2 }, steps: 4 });
  const [arm] = groupArms([
    madeRun({ id: 'first' }),
    madeRun({ id: 'again' }),
    { ...short, run: { ...short.run, step: 2 } },
  ]);
  expect([arm.runs, arm.repeats].map((runs) => runs.map(({ run }) => run.id))).toEqual([['again'], ['first', 'short']]);
  expect(overlay([arm], 'step')[1].lines[0].band).toBeUndefined();
});

test('what stands beside pass@1 is chosen: shares end at one, other quantities where they end', () => {
  const run = madeRun({ id: 'a', passes: { 0: 0.2 } });
  const updates = run.updates.map(({ step, metrics }) => ({
    step,
    metrics: { ...metrics, entropy: 1 / step, frac_reward_zero_std: 0.25 },
  }));
  const beside = (quantity: QuantityName) => overlay(groupArms([{ ...run, updates }]), 'step', quantity)[1];
  expect(beside('entropy')).toMatchObject({ share: false, lines: [{ values: [1, 1 / 2, 1 / 3, 1 / 4] }] });
  expect(beside('learnable')).toMatchObject({ share: true, lines: [{ values: [0.75, 0.75, 0.75, 0.75] }] });
  // Nothing was cut off in a run that does not say so.
  expect(beside('cut').steps).toEqual([]);
});

test('losses have the colours of the loss explorer, whatever their order; other arms have one each', () => {
  const run = (loss_type: string, more = {}) => madeRun({ id: loss_type, options: { loss_type, ...more } });
  const colours = (runs: ReturnType<typeof run>[]) => groupArms(runs).map(({ colour }) => colour);
  expect(colours([run('cispo'), run('gppo'), run('grpo')])).toEqual([
    LOOKS.cispo.colour,
    LOOKS.gppo.colour,
    LOOKS.grpo.colour,
  ]);
  expect(groupArms([run('cispo'), run('grpo')]).map(({ dash }) => dash)).toEqual([[5, 3], undefined]);
  const others = [
    ...colours([run('cispo'), run('grpo', { epsilon: 0.1 })]),
    // It has GRPO's curve, and no look of its own.
    ...colours([run('dr_grpo'), run('grpo')]),
  ];
  for (const { colour } of Object.values(LOOKS)) expect(others).not.toContainEqual(colour);
});
