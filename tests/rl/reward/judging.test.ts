import { expect, test } from 'vitest';
import { Judging } from '../../../src/rl/reward/judging';
import type { Judge, JudgeJob } from '../../../src/sandbox/types';

test('every program of a group is judged by the same tests, those that are paid', async () => {
  const jobs: JudgeJob[] = [];
  const judge: Judge = {
    judge: async (more) => {
      jobs.push(...more);
      return more.map(() => ({ judge_error: 'not asked for a verdict' }));
    },
    run: async () => [],
    close: async () => {},
  };
  const problem = (id: string) => ({
    id,
    prompt: id,
    entry: 'f',
    tests: [0, 1, 2, 3].map((x) => ({ args: [x, id], expected: x, visible: x === 0 })),
  });
  const problems = [problem('a'), problem('b')];
  const judging = new Judging(judge, problems, { reward: 'fraction' });
  for (const [p, s] of [
    [1, 0],
    [0, 1],
    [0, 0],
    [1, 1],
  ])
    judging.submit(p, s, `${p}`);
  for (const [p, { tests }] of problems.entries()) {
    const group = jobs.filter(({ program }) => program === `${p}`);
    expect(group).toHaveLength(2);
    for (const { task } of group) expect(task.tests).toEqual(tests.slice(1));
  }
});
