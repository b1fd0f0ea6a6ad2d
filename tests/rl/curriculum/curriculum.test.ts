import { describe, expect, test } from 'vitest';
import type { GivenOptions } from '../../../src/common/options/given';
import { Curriculum, potential } from '../../../src/rl/curriculum/curriculum';
import type { CurriculumOptions } from '../../../src/rl/options/curriculum';
import { POTENTIAL_THRESHOLDS } from '../../../src/rl/options/recipes/r1-code-interpreter';
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { Group } from '../../../src/rl/records/group';
import type { Problem, TaskSet } from '../../../src/tasks/problem';
import { openTaskSet } from '../../../src/tasks/registry';
import { losses } from '../../golden';
import { makeGroup, makeSample, makeVerdict } from '../samples';

const problem = (n: number, extra: Partial<Problem> = {}) =>
  ({ id: `p${n}`, prompt: `${n}`, entry: 'f', tests: [{ args: [n], expected: n }], ...extra }) as Problem;

const setOf = (problems: Problem[]): TaskSet => ({
  name: 'ours',
  levels: [1],
  size: () => problems.length,
  problem: (_, __, index) => problems[index % problems.length],
});
const eight = setOf(Array.from({ length: 8 }, (_, n) => problem(n)));
const options = (given: GivenOptions): CurriculumOptions => resolveOptions(given).options;
const ids = (problems: readonly Problem[]) => problems.map(({ id }) => id);

const judged = (id: string, passes: boolean[]): Group =>
  makeGroup(
    passes.map((pass) => makeSample({ verdict: makeVerdict(pass) })),
    { problem: { id, prompt: '', entry: 'f' } },
  );

test('without options of its own it is the stream of the tasks', () => {
  const tasks = openTaskSet('spec-to-function');
  const curriculum = new Curriculum(tasks, options({ seed: 3 }));
  const drawn = [...curriculum.draw(3), ...curriculum.draw(2)];
  expect(ids(drawn)).toEqual([0, 1, 2, 3, 4].map((index) => tasks.problem('train', 3, index).id));
  expect(curriculum.pool).toEqual([]);
});

describe('a pool', () => {
  test('is gone through in epochs, each problem once in each, in another order', () => {
    const curriculum = new Curriculum(eight, options({ train_problems: 8 }));
    const [first, second] = [ids(curriculum.draw(8)), ids(curriculum.draw(8))];
    expect(new Set(first).size).toBe(8);
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
  });

  test('of generated problems holds so many different ones', () => {
    const curriculum = new Curriculum(openTaskSet('spec-to-function'), options({ train_problems: 20 }));
    expect(new Set(ids(curriculum.pool)).size).toBe(20);
  });

  test('goes on from its state as if it had never stopped', () => {
    const given = options({ train_problems: 8, drop_solved: 'epoch' });
    const whole = new Curriculum(eight, given);
    const half = new Curriculum(eight, given);
    for (const curriculum of [whole, half]) {
      curriculum.draw(5);
      curriculum.record([judged('p1', [true, true]), judged('p2', [true, false])]);
    }
    const rest = new Curriculum(eight, given, JSON.parse(JSON.stringify(half.state)));
    expect(ids(rest.draw(12))).toEqual(ids(whole.draw(12)));
  });

  test.each([
    [{ drop_solved: 'epoch' }, 'train_problems: spec-to-function generates problems without end'],
    [{ max_pass_rate: 0.5 }, 'train_problems: spec-to-function generates problems without end'],
    [{ train_problems: 4, min_tests: 99 }, 'min_tests: no training problem of spec-to-function has 99 hidden tests'],
  ])('%j of endless tasks is refused', (given, message) => {
    expect(() => new Curriculum(openTaskSet('spec-to-function'), options(given))).toThrow(message);
  });
});

describe('solved problems', () => {
  const solve = (curriculum: Curriculum) =>
    curriculum.record([judged('p1', [true, true]), judged('p2', [true, false])]);

  test('leave with the epoch', () => {
    const curriculum = new Curriculum(eight, options({ drop_solved: 'epoch' }));
    solve(curriculum);
    expect(ids(curriculum.draw(8))).toContain('p1');
    const next = ids(curriculum.draw(7));
    expect(next).not.toContain('p1');
    expect(next).toContain('p2');
    expect(ids(curriculum.active)).toHaveLength(7);
  });

  test('leave with the stage, and not before', () => {
    const curriculum = new Curriculum(eight, options({ drop_solved: 'stage' }));
    solve(curriculum);
    expect(ids(curriculum.draw(16)).filter((id) => id === 'p1')).toHaveLength(2);
    const next = new Curriculum(eight, options({ drop_solved: 'stage' }), curriculum.nextStage());
    expect(ids(next.active)).not.toContain('p1');
    expect(ids(next.active)).toContain('p2');
  });

  test('come back into play when they were lost again before', () => {
    const curriculum = new Curriculum(eight, options({ drop_solved: 'epoch' }));
    solve(curriculum);
    curriculum.record([judged('p1', [false, true])]);
    curriculum.draw(9);
    expect(ids(curriculum.active)).toContain('p1');
  });

  test('are gone over again when nothing else is left', () => {
    const curriculum = new Curriculum(eight, options({ drop_solved: 'epoch' }));
    curriculum.record(ids(curriculum.pool).map((id) => judged(id, [true])));
    curriculum.draw(9);
    expect(ids(curriculum.active)).toHaveLength(8);
  });
});

describe('pass rates', () => {
  test('that are measured choose the problems, both ends included', () => {
    const curriculum = new Curriculum(
      eight,
      options({ min_pass_rate: 1 / 16, max_pass_rate: 15 / 16, filter_samples: 16 }),
    );
    curriculum.measured({ p0: 0, p1: 1 / 16, p2: 0.5, p3: 15 / 16, p4: 1, p5: 0, p6: 0, p7: 1 });
    expect(ids(curriculum.active).sort()).toEqual(['p1', 'p2', 'p3']);
  });

  test('of the rows are taken where nothing was measured; a problem without one is kept', () => {
    const tasks = setOf([problem(0, { pass_rate: 0.9 }), problem(1, { pass_rate: 0.2 }), problem(2)]);
    const curriculum = new Curriculum(tasks, options({ max_pass_rate: 6 / 16 }));
    expect(ids(curriculum.active).sort()).toEqual(['p1', 'p2']);
  });

  test('that leave nothing are refused by their names', () => {
    const curriculum = new Curriculum(eight, options({ min_pass_rate: 0.5 }));
    const rates = Object.fromEntries(ids(curriculum.pool).map((id) => [id, 0]));
    expect(() => curriculum.measured(rates)).toThrow('no training problem is left by min_pass_rate 0.5');
  });
});

describe('potential', () => {
  /** The stage of the paper's recipe, from 1, that a problem of this pass rate comes in with. */
  const firstStage = (rate: number) =>
    1 +
    POTENTIAL_THRESHOLDS.findIndex((min_potential) => {
      const curriculum = new Curriculum(eight, options({ train_problems: 8, min_potential }));
      curriculum.measured({ ...Object.fromEntries(ids(curriculum.pool).map((id) => [id, 0.5])), p0: rate });
      return ids(curriculum.active).includes('p0');
    });

  test.each<Record<string, number>>(losses.potential)('golden $correct of $n', (row) => {
    expect(potential(row.correct / row.n)).toBeCloseTo(row.potential, 12);
    expect(firstStage(row.correct / row.n)).toBe(row.stage);
  });

  test('the thresholds take in what the paper counts out: 4 to 16 of 20 first, then 3 and 17, then 2 and 18', () => {
    const stages = Array.from({ length: 21 }, (_, k) => firstStage(k / 20));
    expect(stages.map((stage, k) => (stage === 1 ? k : -1)).filter((k) => k >= 0)).toEqual(
      Array.from({ length: 13 }, (_, i) => i + 4),
    );
    expect([stages[3], stages[17], stages[2], stages[18], stages[1], stages[20]]).toEqual([2, 2, 3, 3, 4, 4]);
  });

  const rates = { p0: 0, p1: 1, p2: 0.5, p3: 0.2, p4: 0.8, p5: 0.1, p6: 0.9, p7: 0.6 };
  const active = (given: GivenOptions) => {
    const curriculum = new Curriculum(eight, options({ train_problems: 8, ...given }));
    curriculum.measured(rates);
    return ids(curriculum.active).sort();
  };

  test('chooses by threshold, or by share of the problems in an order', () => {
    expect(active({ min_potential: 0.64 })).toEqual(['p2', 'p3', 'p4', 'p7']);
    expect(active({ curriculum_order: 'potential', curriculum_frac: 0.25 })).toEqual(['p2', 'p7']);
    expect(active({ curriculum_order: 'difficulty', curriculum_frac: 0.25 })).toEqual(['p1', 'p6']);
    expect(active({ curriculum_order: 'potential' })).toHaveLength(8);
  });
});

test('problems with too few hidden tests are left out', () => {
  const tests = (n: number) => Array.from({ length: n }, (_, i) => ({ args: [i], expected: i, visible: i === 0 }));
  const tasks = setOf([problem(0, { tests: tests(3) }), problem(1, { tests: tests(4) })]);
  expect(ids(new Curriculum(tasks, options({ min_tests: 3 })).pool)).toEqual(['p1']);
});

test('a stream is searched for problems with enough tests, and not forever', () => {
  const tests = (n: number) => Array.from({ length: n }, (_, i) => ({ args: [i], expected: i }));
  const endless: TaskSet = {
    ...eight,
    size: () => Number.POSITIVE_INFINITY,
    problem: (_, __, index) => problem(index, { tests: tests(index % 3) }),
  };
  expect(ids(new Curriculum(endless, options({ min_tests: 2 })).draw(3))).toEqual(['p2', 'p5', 'p8']);
  expect(() => new Curriculum(endless, options({ min_tests: 3 })).draw(1)).toThrow('has 3 hidden tests');
});
