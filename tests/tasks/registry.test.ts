import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/common/errors';
import { openTasks } from '../../src/tasks/node-open';
import { taskOptions } from '../../src/tasks/options';
import { listTasks, openTaskSet } from '../../src/tasks/registry';

describe('registry', () => {
  it('lists and opens the built-in task sets', () => {
    for (const { name, description, levels } of listTasks()) {
      const set = openTaskSet(name);
      expect([set.name, set.levels]).toEqual([name, levels]);
      expect(description).not.toContain('\n');
      expect(set.problem('train', 1, 0).tests.length).toBeGreaterThan(0);
    }
  });

  it('names what there is when it does not know a name', () => {
    expect(() => openTaskSet('spec-to-funktion')).toThrow(/did you mean "spec-to-function"\?/);
    expect(() => openTaskSet('constructor')).toThrow(InputError);
    expect(() => openTaskSet('zzz')).toThrow(
      /^tasks: no task set "zzz" \(known: spec-to-function, .*families, or a file/,
    );
  });

  it('opens several names as one set that draws from each in turn, at the levels that each has', () => {
    const set = openTaskSet('listpipe, spec-to-function');
    expect([set.name, set.levels]).toEqual(['listpipe,spec-to-function', [1, 2, 3, 4]]);
    const drawn = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => set.problem('train', 1, index));
    expect(drawn.map(({ family, level }) => `${family} ${level}`)).toEqual(
      [1, 2, 3]
        .flatMap((level) => [`listpipe ${level}`, `spec-to-function ${level}`])
        .concat(['listpipe 1', 'spec-to-function 4']),
    );
    // Only one of them has level 4.
    const deep = [0, 1, 2].map((index) => set.problem('heldout', 1, index, [4]));
    expect(deep.map(({ family, level }) => `${family} ${level}`)).toEqual(new Array(3).fill('spec-to-function 4'));
    expect(() => set.problem('train', 1, 0, [9])).toThrow(
      /no level 9; listpipe,spec-to-function has the levels 1, 2, 3, 4/,
    );
    expect(() => openTaskSet('listpipe,arith3')).toThrow(/no task set "arith3"; did you mean "arith2"/);
  });

  it('opens a file, and says which file cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kata-tasks-'));
    const file = join(folder, 'mine.jsonl');
    await writeFile(file, '{"prompt":"p","entry":"f","split":"train","tests":[{"args":[],"expected":1}]}\n');
    expect((await openTasks(file)).problem('train', 1, 0).prompt).toBe('p');
    await rm(folder, { recursive: true });
    await expect(openTasks(file)).rejects.toThrow(/^tasks: cannot read .*mine\.jsonl/);
    expect((await openTasks('spec-to-function')).name).toBe('spec-to-function');
  });
});

describe('taskOptions', () => {
  it('has defaults that open', () => {
    const { tasks } = taskOptions.parse({});
    expect(openTaskSet(tasks).levels.length).toBeGreaterThan(0);
  });

  it.each([{ tasks: '' }, { levels: [] }, { levels: [0] }, { levels: ['1'] }])('refuses %j', (bad) => {
    expect(taskOptions.safeParse(bad).success).toBe(false);
  });
});
