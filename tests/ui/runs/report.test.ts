import { expect, test } from 'vitest';
import { groupArms } from '../../../src/ui/runs/arms';
import { makeReport } from '../../../src/ui/runs/report';
import { madeRun } from './made-runs';

const arm = (loss_type: string, seed: number, pass: number, more: object = {}) =>
  madeRun({ id: `${loss_type}-${seed}`, options: { loss_type, seed }, passes: { 0: 0.2, 4: pass }, ...more });

const notesOf = (...runs: ReturnType<typeof madeRun>[]) => makeReport(groupArms(runs))!.notes.join('\n');

test('arms with the same result are not told apart, and one seed is said to be one', () => {
  const notes = notesOf(arm('dapo', 0, 0.5), arm('gppo', 0, 0.5));
  expect(notes).toContain('overlap');
  expect(notes).toContain('With one seed');
  expect(notes).not.toContain('ends above');
});

test('arms that are apart on every problem are told apart', () => {
  const runs = [0, 1, 2].flatMap((seed) => [arm('dapo', seed, 0.3), arm('gppo', seed, 0.7)]);
  const report = makeReport(groupArms(runs))!;
  expect(report.notes[0]).toBe('GPPO ends above DAPO: the intervals of held-out pass@1 do not overlap.');
  expect(report.notes.join('\n')).toContain('With three seeds');
  const [dapo, gppo] = report.summaries;
  expect([dapo.pass.mean, gppo.pass.mean, gppo.ahead!.mean].map((value) => Number(value.toFixed(6)))).toEqual([
    0.3, 0.7, 0.4,
  ]);
  expect(gppo).toMatchObject({ steps: 4, gflop: 4, seconds: 8 });
});

test('where intervals overlap, a lead on the same problems is named as such', () => {
  const split = (loss_type: string, right: number[]) => {
    const data = madeRun({ id: loss_type, options: { loss_type }, passes: { 0: 0.2, 4: 0.5 } });
    const last = data.evaluations.at(-1)!;
    last.problems = right.map((c, p) => ({ id: `p${p}`, n: 10, c }));
    return data;
  };
  // Hard and easy problems, the second arm a little better on each.
  const hard = Array.from({ length: 20 }, (_, p) => (p % 2 === 0 ? 1 : 8));
  const notes = notesOf(
    split('dapo', hard),
    split(
      'gppo',
      hard.map((c) => c + 1),
    ),
  );
  expect(notes).toContain('overlap');
  expect(notes).toMatch(/Problem by problem, GPPO is ahead of DAPO by 10\.0 points/);
});

test('what is not comparable is said: other evaluations, runs on their way', () => {
  const notes = notesOf(
    arm('dapo', 0, 0.5),
    madeRun({ id: 'x', options: { loss_type: 'gppo', eval_problems: 9 }, passes: { 0: 0.1, 4: 0.4 }, end: 'aborted' }),
  );
  expect(notes).toContain('eval_problems differs');
  expect(notes).toContain('Not at the end, and compared where it stands: x.');
});

test('one arm, or evaluations known by their means alone, make no report', () => {
  expect(makeReport(groupArms([arm('dapo', 0, 0.5)]))).toBeUndefined();
  const blind = arm('gppo', 0, 0.5);
  for (const evaluation of blind.evaluations) delete evaluation.problems;
  expect(makeReport(groupArms([arm('dapo', 0, 0.5), blind]))).toBeUndefined();
});
