import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenRun } from '../../../src/rl/run/trainer';
import { openNodeJudge } from '../../../src/sandbox/node-judge';
import type { Judge } from '../../../src/sandbox/types';
import { parseTasks } from '../../../src/tasks/jsonl';
import { openTaskSet } from '../../../src/tasks/registry';
import { useGpu } from '../../kernels/testing';
import { type Files, run, tinyModel } from './memory-run';

const context = useGpu({ robust: false });
let judge: Judge;
let model: Files;
const tasks = openTaskSet('spec-to-function');

/** Small enough for a test, with two updates a rollout so that ratios differ from 1. */
const OPTIONS = {
  prompts_per_step: 4,
  num_generations: 4,
  steps_per_generation: 2,
  max_completion_length: 12,
  max_steps: 4,
  eval_problems: 4,
  eval_samples: 2,
  eval_steps: 0,
  save_steps: 0,
  learning_rate: 1e-3,
  // A model this small solves nothing: let every sample teach something.
  drop_zero_advantage: false,
  advantage_estimator: 'reinforce',
  reward: 'pm1',
};

beforeAll(async () => {
  judge = openNodeJudge({ judge_workers: 1 });
  model = await tinyModel(context.gpu, 3);
});
afterAll(() => judge.close());

const start = () => ({ gpu: context.gpu, judge, tasks, model });

describe('a run', () => {
  it('samples and trains with the same log-probs, learns, and counts what it does', async () => {
    const { events, metrics, checkpoints } = await run(start(), OPTIONS);
    expect(events.map(({ type }) => type).filter((type) => type !== 'phase')).toEqual([
      'start',
      'evaluation',
      ...[1, 2, 3, 4].flatMap(() => ['rollouts', 'verdicts', 'update']),
      'evaluation',
      'checkpoint',
      'end',
    ]);
    const updates = metrics.filter((row) => 'grad_norm' in row);
    for (const row of updates) {
      expect(row['sampling/sampling_logp_difference/max']).toBe(0);
      expect(row.grad_norm).toBeGreaterThan(0);
      expect(Object.values(row).every(Number.isFinite)).toBe(true);
    }
    // Two updates a rollout: the second sees ratios other than 1.
    expect(updates[1]['policy/drift']).toBeGreaterThan(0);
    expect(updates.at(-1)!.updates).toBe(8);
    const before = model.get('model.safetensors')!;
    const after = checkpoints.get('checkpoint-4')!.get('model.safetensors')!;
    expect(after.length).toBe(before.length);
    expect(Buffer.compare(after, before)).not.toBe(0);
  });

  it('has a cost in dispatches, submits and readbacks that does not grow with tokens', async () => {
    const { events } = await run(start(), { ...OPTIONS, max_steps: 2 });
    const updates = events.filter((event) => event.type === 'update');
    for (const { metrics } of updates) {
      // Prefill, two polls of the decoder, its result; two updates of one micro-batch, each accumulate, update, two reads.
      expect(metrics['gpu/readbacks']).toBeLessThanOrEqual(3 + 4);
      expect(metrics['gpu/submits']).toBeLessThanOrEqual(2 * (3 + 4) + 2);
      expect(metrics['gpu/dispatches']).toBeLessThan(400);
    }
  });

  it('gives the same bits again with the same seed, and others with another', async () => {
    const first = await run(start(), OPTIONS);
    const second = await run(start(), OPTIONS);
    expect(second.metrics).toEqual(first.metrics);
    const bytes = (ran: typeof first) => ran.checkpoints.get('checkpoint-4')!.get('model.safetensors')!;
    expect(Buffer.compare(bytes(first), bytes(second))).toBe(0);
    const other = await run(start(), { ...OPTIONS, seed: 1 });
    expect(other.metrics).not.toEqual(first.metrics);
  });

  it.each([false, true])(
    'keeps within a step what its last complete one was (pipelined: %s)',
    async (one_off_pipelining) => {
      const options = { ...OPTIONS, max_steps: 3, eval_problems: 1, one_off_pipelining };
      const regular = await run(start(), { ...options, save_steps: 1 });
      let open: OpenRun | undefined;
      const kept: [at: string, name: string | undefined][] = [];
      const onOpen = (run: OpenRun) => {
        open = run;
      };
      const asked = await run({ ...start(), onOpen }, options, async (event) => {
        const isLate = event.type === 'verdicts' || (event.type === 'phase' && event.phase === 'update');
        if (!isLate && event.type !== 'update') return;
        const at = event.type === 'phase' ? event.phase : event.type;
        kept.push([`${at} ${event.step}`, (await open!.checkpoint())?.name]);
      });
      expect(kept).toEqual([
        ['verdicts 1', undefined],
        ['update 1', undefined],
        ['update 1', undefined],
        ['verdicts 2', 'checkpoint-1'],
        ['update 2', undefined],
        ['update 2', undefined],
        ['verdicts 3', 'checkpoint-2'],
        ['update 3', undefined],
        ['update 3', undefined],
      ]);
      for (const name of ['checkpoint-1', 'checkpoint-2', 'checkpoint-3']) {
        const [one, other] = [asked, regular].map(({ checkpoints }) => new Map(checkpoints.get(name)!));
        // A pipelined round holds times.
        if (one_off_pipelining) for (const files of [one, other]) files.delete('pending_rollouts.json');
        expect(one).toEqual(other);
      }
    },
  );

  it('stopped and resumed equals uninterrupted, bit for bit', async () => {
    const options = { ...OPTIONS, lr_scheduler_type: 'linear', beta: 0.1 };
    const whole = await run(start(), options);
    const half = await run(start(), { ...options, stop_after: 2 });
    const resume = half.checkpoints.get('checkpoint-2')!;
    const rest = await run({ ...start(), resume }, options);
    expect([...half.metrics, ...rest.metrics]).toEqual(whole.metrics);
    for (const [file, bytes] of whole.checkpoints.get('checkpoint-4')!) {
      expect(Buffer.compare(bytes, rest.checkpoints.get('checkpoint-4')!.get(file)!), file).toBe(0);
    }
  });

  it('ends after the last complete update when it is told to stop, with a checkpoint', async () => {
    const controller = new AbortController();
    const { events, checkpoints } = await run({ ...start(), signal: controller.signal }, OPTIONS, (event) => {
      if (event.type === 'rollouts' && event.step === 2) controller.abort();
    });
    expect(events.at(-1)).toEqual({ type: 'end', step: 2, reason: 'aborted' });
    expect([...checkpoints.keys()]).toEqual(['checkpoint-2']);
  });

  it.each([false, true])(
    'leaves out what is being sampled when it is told to stop (pipelined: %s)',
    async (pipelined) => {
      const options = { ...OPTIONS, one_off_pipelining: pipelined };
      const whole = await run(start(), options);
      const controller = new AbortController();
      const cut = await run({ ...start(), signal: controller.signal }, options, (event) => {
        // The generator is not asked for the next event before this returns.
        if (event.type === 'phase' && event.phase === 'rollout' && event.step === 4) controller.abort();
      });
      expect(cut.events.filter(({ type }) => type === 'rollouts').at(-1)).toMatchObject({ step: pipelined ? 2 : 3 });
      const resume = [...cut.checkpoints.values()].at(-1)!;
      const rest = await run({ ...start(), resume }, options);
      expect([...cut.metrics, ...rest.metrics]).toEqual(whole.metrics);
    },
  );

  it('tells how many programs are written, of each rollout and each evaluation', async () => {
    const told: [number, number][] = [];
    const onWritten = (written: number, of: number) => void told.push([written, of]);
    const { events } = await run({ ...start(), onWritten }, { ...OPTIONS, max_steps: 1 });
    const groups = events.find((event) => event.type === 'rollouts')!.groups;
    const ends = told.filter(([written, of]) => written === of).map(([, of]) => of);
    const evaluated = OPTIONS.eval_problems * OPTIONS.eval_samples;
    expect(ends).toEqual([evaluated, groups.flatMap(({ samples }) => samples).length, evaluated]);
    expect(told.length).toBe(ends.reduce((sum, of) => sum + of, 0));
  });

  it('is stopped within its first evaluation', async () => {
    const controller = new AbortController();
    const { events } = await run({ ...start(), signal: controller.signal }, OPTIONS, (event) => {
      if (event.type === 'phase') controller.abort();
    });
    expect(events.map(({ type }) => type)).toEqual(['start', 'phase', 'end']);
  });

  it('trains on the problems of a file', async () => {
    const row = (name: string, n: number) => ({
      prompt: `${name}: `,
      entry: 'f',
      prefix: 'const f=',
      split: n % 3 === 0 ? 'heldout' : 'train',
      tests: [
        { args: [n], expected: n + 1 },
        { args: [2 * n], expected: 2 * n + 1 },
      ],
    });
    const lines = ['a', 'b', 'c', 'd', 'e'].map((name, n) => JSON.stringify(row(name, n))).join('\n');
    const own = parseTasks(lines, 'own.jsonl');
    const { events } = await run({ ...start(), tasks: own }, { ...OPTIONS, max_steps: 1, levels: own.levels });
    const verdicts = events.find((event) => event.type === 'verdicts')!;
    expect(verdicts.groups[0].tests[0].call).toMatch(/^f\(\d+\)$/);
    expect(verdicts.groups.every(({ samples }) => samples.every(({ verdict }) => verdict !== undefined))).toBe(true);
  });

  it('gives back all its GPU memory, that of the reference model too', async () => {
    const { gpu } = context;
    const once = () => run(start(), { ...OPTIONS, max_steps: 1, loss_type: 'gspo', beta: 0.1 });
    await once();
    const before = gpu.liveBytes;
    await once();
    expect(gpu.liveBytes).toBe(before);
  });

  it('keeps GPU memory flat', async () => {
    const { gpu } = context;
    const before = gpu.liveBytes;
    const live: number[] = [];
    const { events } = await run(start(), {
      ...OPTIONS,
      max_steps: 30,
      prompts_per_step: 1,
      num_generations: 2,
      steps_per_generation: 1,
      max_completion_length: 2,
      eval_problems: 1,
    });
    for (const event of events) if (event.type === 'update') live.push(event.metrics['gpu/live_bytes']);
    expect(live.length).toBe(30);
    expect(new Set(live.slice(1)).size).toBe(1);
    expect(gpu.liveBytes).toBeLessThanOrEqual(before + 2 ** 20);
  });
});

describe('bad input', () => {
  it.each([
    ['config.json', undefined, 'config.json is missing'],
    ['model.safetensors', undefined, 'model.safetensors is missing'],
    ['model.safetensors', new Uint8Array([1, 2, 3]), 'safetensors'],
    ['tokenizer.json', undefined, 'tokenizer.json is missing'],
    ['tokenizer.json', new TextEncoder().encode('{'), 'not JSON'],
  ])('%s', async (file, bytes, message) => {
    const broken = new Map(model);
    if (bytes) broken.set(file, bytes);
    else broken.delete(file);
    await expect(run({ ...start(), model: broken }, OPTIONS)).rejects.toThrow(message);
  });

  it('a checkpoint of something else', async () => {
    const bare = new Map([...model].filter(([file]) => file !== 'trainer_state.json'));
    await expect(run({ ...start(), resume: bare }, OPTIONS)).rejects.toThrow('trainer_state.json is missing');
  });
});
