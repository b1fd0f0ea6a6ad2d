import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../../src/common/errors';
import { checkOptions, type GivenOptions } from '../../../src/common/options/given';
import { RewardModel } from '../../../src/model/reward-model';
import { rewardModelOptions } from '../../../src/rl/options/commands/reward-model';
import type { TrainEvent } from '../../../src/rl/records/events';
import { trainRewardModel } from '../../../src/rl/reward-model/reward-model';
import type { Judge } from '../../../src/sandbox/types';
import { parseTasks } from '../../../src/tasks/jsonl';
import { useGpu } from '../../kernels/testing';
import { useJudge } from '../../sandbox/judge';
import { checkedMetrics, type Files, sourceOf, tinyModel } from '../fixture';

const context = useGpu({ robust: false });
const judge = useJudge();
let model: Files;

/** Twelve problems, four of them held out, that a model of three updates never solves. */
const tasks = parseTasks(
  Array.from({ length: 12 }, (_, i) =>
    JSON.stringify({
      id: `p${i}`,
      prompt: `${i}`,
      prefix: 'var n=',
      entry: 'f',
      split: i % 3 === 0 ? 'heldout' : 'train',
      tests: [1, 2].map((x) => ({ args: [x], expected: x })),
    }),
  ).join('\n'),
  'problems',
);

beforeAll(async () => {
  model = await tinyModel(context.gpu);
});

/** Finds in programs of an even length all tests passed, in the others half: something to prefer, and to learn. */
const parity: Judge = {
  async judge(requests) {
    return requests.map(({ program }) => {
      const passed = program.length % 2 === 0 ? 4 : 2;
      return { status: passed === 4 ? 'pass' : 'fail', passed, total: 4, tests: [], fuel: 0, ms: 0 };
    });
  },
  run: async () => [],
  close: async () => {},
} as Judge;

const OPTIONS = {
  problems: 8,
  eval_problems: 4,
  num_generations: 6,
  max_completion_length: 10,
  batch_size: 2,
  save_steps: 0,
  learning_rate: 1e-2,
};

async function run(
  given: GivenOptions,
  more: { resume?: Files; judge?: Judge; stop?: (event: TrainEvent) => boolean } = {},
) {
  const events: TrainEvent[] = [];
  const checkpoints = new Map<string, Files>();
  const controller = new AbortController();
  const training = trainRewardModel(checkOptions(rewardModelOptions, { ...OPTIONS, ...given }), {
    gpu: context.gpu,
    judge: more.judge ?? parity,
    tasks,
    model: sourceOf(model),
    resume: more.resume && sourceOf(more.resume),
    signal: controller.signal,
    save: async (name, files) => {
      checkpoints.set(name, files);
    },
  });
  for await (const event of training) {
    events.push(event);
    if (more.stop?.(event)) controller.abort();
  }
  const metrics = events.flatMap((event) =>
    event.type === 'update' || event.type === 'evaluation' ? [checkedMetrics(event)] : [],
  );
  return { events, checkpoints, metrics };
}

test('learns from preferences, and says before and after how it tells held-out pairs apart', async () => {
  const before = context.gpu.liveBytes;
  const { events, metrics, checkpoints } = await run({ num_train_epochs: 4 });
  expect(context.gpu.liveBytes).toBe(before);
  const shown = events.filter(({ type }) => type !== 'phase').map(({ type }) => type);
  expect(shown[0]).toBe('start');
  expect(shown.filter((type) => type === 'evaluation').length).toBe(2);
  expect(shown.slice(-2)).toEqual(['checkpoint', 'end']);
  const updates = metrics.filter((row) => 'grad_norm' in row);
  expect(updates.length % 4).toBe(0);
  expect(updates.at(-1)!.loss).toBeLessThan(updates[0].loss);
  const [first, last] = metrics.filter((row) => 'eval/accuracy' in row);
  // A new head scores all programs nearly alike.
  expect(first['eval/loss']).toBeCloseTo(Math.log(2), 1);
  expect(first['eval/pairs']).toBeGreaterThan(4);
  expect(last['eval/loss']).not.toBe(first['eval/loss']);

  // What is saved opens as a reward model.
  const saved = checkpoints.get([...checkpoints.keys()].at(-1)!)!;
  const { rewardModel, checkpoint } = await RewardModel.open(context.gpu, sourceOf(saved));
  expect(checkpoint.config.head).toBe('score');
  expect(saved.has('tokenizer.json')).toBe(true);
  rewardModel.destroy();
  checkpoint.parameters.destroy();
});

test('a run that is stopped and resumed is the same run, on the same pairs', async () => {
  const whole = await run({});
  const first = await run({ stop_after: 1 });
  expect(first.events.at(-1)).toMatchObject({ type: 'end', step: 1, reason: 'done' });
  const second = await run({}, { resume: first.checkpoints.get('checkpoint-1'), judge: undefined });
  expect(second.events[0]).toMatchObject({ type: 'start', run: { first_step: 2 } });
  expect([...first.metrics, ...second.metrics]).toEqual(whole.metrics);
  const [name] = [...whole.checkpoints.keys()];
  for (const [file, bytes] of whole.checkpoints.get(name)!) {
    expect(second.checkpoints.get(name)!.get(file), file).toEqual(bytes);
  }
});

test('an abort ends after the update, with a checkpoint; while programs are written, with nothing', async () => {
  const stopped = await run({}, { stop: ({ type }) => type === 'update' });
  expect(stopped.events.at(-1)).toEqual({ type: 'end', step: 1, reason: 'aborted' });
  expect([...stopped.checkpoints.keys()]).toEqual(['checkpoint-1']);
  // The second batch of problems is not begun.
  const early = await run({ num_generations: 1024 }, { stop: ({ type }) => type === 'phase' });
  expect(early.events.map(({ type }) => type)).toEqual(['phase', 'end']);
  expect(early.checkpoints.size).toBe(0);
});

test('a model whose programs are all alike gives no pairs, and the error says what to do', async () => {
  await expect(run({}, { judge })).rejects.toThrow(InputError);
  await expect(run({}, { judge })).rejects.toThrow(/far enough apart for a pair \(pair_rule paper\)/);
});
