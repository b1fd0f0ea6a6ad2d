import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { command } from '../../../src/cli/compare/compare';
import { parseArguments } from '../../../src/cli/options';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { optionValues } from '../../../src/ui/options/option-values';
import { Race } from '../../../src/ui/runs/race';
import {
  findStanding,
  formatCommand,
  formatPlan,
  parsePlan,
  planRace,
  type RacePlan,
  sharedBy,
} from '../../../src/ui/runs/race-plan';
import type { SavedRun } from '../../../src/ui/session/run-store';
import type { Session } from '../../../src/ui/session/session';
import { madeRun } from './made-runs';

const plan: RacePlan = {
  id: 'r1',
  way: 'loss_type',
  arms: ['dapo', 'gppo'],
  seeds: [3, 4],
  max_steps: 8,
  max_gflop: null,
  options: { learning_rate: '6e-4' },
};

test('the runs of a race go seed by seed, and are evaluated as kata compare does', () => {
  const runs = planRace(plan);
  expect(runs.map(({ name }) => name)).toEqual(['dapo-seed3', 'gppo-seed3', 'dapo-seed4', 'gppo-seed4']);
  expect(runs[1].options).toEqual({
    ...{ loss_type: 'gppo', seed: '3', max_steps: '8', learning_rate: '6e-4' },
    ...{ save_steps: '5', eval_temperature: '1', eval_steps: '2' },
  });
  const byCompute = planRace({ ...plan, max_gflop: 2 })[0].options;
  expect(byCompute).toMatchObject({ max_gflop: '2', eval_gflop: '0.5', eval_steps: '0' });
  // Every one of them is a run that the trainer takes.
  for (const { options } of [...runs, ...planRace({ ...plan, way: 'recipe', arms: ['klear', 'nanochat'] })]) {
    expect(() => resolveOptions(optionValues(trainOptions, options))).not.toThrow();
  }
});

test('what the race sets is not shared, and neither is what an arm brings along', () => {
  const asked = { seed: '9', recipe: 'klear', loss_type: 'gppo', max_gflop: '3', beta: '0.1', stop_after: '2' };
  expect(sharedBy('loss_type', asked)).toEqual({ beta: '0.1' });
  expect(sharedBy('recipe', asked)).toEqual({ beta: '0.1' });
});

test('the command is one that kata compare reads, for the same runs', () => {
  const text = formatCommand({ ...plan, max_gflop: 1.5, options: { learning_rate: '6e-4', stages: '[{"x": 1}]' } });
  expect(text).toBe(
    `npx kata compare --losses dapo,gppo --seeds 3,4 --budget 1.5 --max_steps 8 --learning_rate 6e-4 --stages '[{"x": 1}]'`,
  );
  const { run } = madeRun({ id: 'some-id' });
  expect(formatCommand({ ...plan, options: { model: 'kept/some-id/checkpoint-3' } }, [run])).toContain(
    '--model some-id/checkpoint-3',
  );
  const argv = formatCommand(plan).split(' ').slice(3);
  const { given } = parseArguments(argv, command.schema, () => '');
  expect(given).toEqual({ losses: ['dapo', 'gppo'], seeds: [3, 4], max_steps: 8, learning_rate: 0.0006 });
});

test('a plan is read back from its runs; what is no plan is none', () => {
  expect(parsePlan(formatPlan(plan))).toEqual(plan);
  expect([parsePlan(undefined), parsePlan('{'), parsePlan('{"arms":1}')]).toEqual([undefined, undefined, undefined]);
});

const kept = (i: number, more: Partial<SavedRun> = {}): SavedRun => {
  const { options, name } = planRace(plan)[i];
  const info = { options: {}, adapter: '', backend: '', software: false, parameters: 1, first_step: 1, max_steps: 8 };
  return {
    ...{ id: `run${i}`, name, created: i, version: '1', options, info, step: 8, end: 'done', checkpoints: [] },
    race: formatPlan(plan),
    ...more,
  };
};

test('a race that was left goes on with the run that was cut off, and makes only what is missing', async () => {
  const runs = [
    kept(0),
    kept(1, { step: 5, end: 'aborted', checkpoints: ['checkpoint-5'] }),
    kept(2, { step: 0, end: undefined }),
  ];
  const standings = planRace(plan).map((run) => findStanding(plan, run, runs));
  expect(standings).toEqual([{ done: true }, { kept: runs[1] }, { kept: runs[2] }, { kept: null }]);
  const done: string[] = [];
  const race = new Race(fakeSession(runs, (what) => done.push(what)));
  await race.run(plan);
  expect(done).toEqual(['continue run1', 'remove run2', 'start dapo-seed4', 'start gppo-seed4']);
  expect(race.broke.value).toBeUndefined();
  expect(race.plan.value).toBeUndefined();
});

test('a run that is stopped, or breaks, ends the race there', async () => {
  const done: string[] = [];
  const stopped = new Race(fakeSession([], (what) => done.push(what), { end: 'aborted' }));
  await stopped.run(plan);
  expect(done).toEqual(['start dapo-seed3']);
  expect(stopped.broke.value).toBe('dapo-seed3 was stopped.');
  const broken = new Race(fakeSession([], () => {}, { failure: { message: 'the GPU is gone', advice: '' } }));
  await broken.run(plan);
  expect(broken.broke.value).toContain('the GPU is gone');
});

/** A session whose runs are over at once, each at its end unless it says otherwise. */
function fakeSession(runs: SavedRun[], tell: (what: string) => void, ended: object = {}): Session {
  const end = { failure: null, end: 'done', ...ended };
  const store = {
    list: async () => [...runs],
    remove: async (id: string) => {
      tell(`remove ${id}`);
      runs.splice(
        runs.findIndex((run) => run.id === id),
        1,
      );
    },
  };
  return {
    activity: signal('idle'),
    problems: signal(undefined),
    store: async () => store,
    continueRun: async (id: string) => {
      tell(`continue ${id}`);
      const run = runs.find((other) => other.id === id)!;
      Object.assign(run, { step: 8, end: 'done' });
      return { id, ...end };
    },
    startRun: async ({ name, options, race }: { name: string; options: SavedRun['options']; race: string }) => {
      tell(`start ${name}`);
      runs.push({ ...kept(0), id: name, name, options, race });
      return { id: name, ...end };
    },
  } as unknown as Session;
}
