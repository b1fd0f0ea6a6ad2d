import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/common/errors';
import type { TrainEvent } from '../../../src/rl/records/events';
import type { OpenRun } from '../../../src/rl/run/trainer';
import { parseTasks } from '../../../src/tasks/jsonl';
import { EVERY_SAMPLE, eventsOf, type Ran, SMALL, samplesOf, updatesOf, useRuns } from '../fixture';

const OPTIONS = { ...SMALL, ...EVERY_SAMPLE, max_steps: 4, eval_problems: 4, eval_samples: 2, learning_rate: 1e-3 };
const runs = useRuns(OPTIONS);
const { run } = runs;
const weights = (ran: Ran) => ran.checkpoints.get('checkpoint-4')!.get('model.safetensors')!;
let first: Ran;
beforeAll(async () => {
  first = await run();
});

describe('a run', () => {
  it('samples and trains with the same log-probs, learns, and counts what it does', () => {
    expect(first.events.map(({ type }) => type).filter((type) => type !== 'phase')).toEqual([
      'start',
      'evaluation',
      ...[1, 2, 3, 4].flatMap(() => ['rollouts', 'verdicts', 'update']),
      'evaluation',
      'checkpoint',
      'end',
    ]);
    const updates = updatesOf(first);
    for (const row of updates) {
      expect(row['sampling/sampling_logp_difference/max']).toBe(0);
      expect(row.grad_norm).toBeGreaterThan(0);
    }
    // Two updates a rollout: the second sees ratios other than 1.
    expect(updates[1]['policy/approx_kl']).toBeGreaterThan(0);
    expect(updates.at(-1)!.updates).toBe(8);
    const before = runs.model.get('model.safetensors')!;
    expect(weights(first).length).toBe(before.length);
    expect(Buffer.compare(weights(first), before)).not.toBe(0);
  });

  it('has a cost in dispatches, submits and readbacks that does not grow with tokens', () => {
    for (const metrics of updatesOf(first)) {
      // Prefill, two polls of the decoder, its result; two updates of one micro-batch, each accumulate, update, two reads.
      expect(metrics['gpu/readbacks']).toBeLessThanOrEqual(3 + 4);
      expect(metrics['gpu/submits']).toBeLessThanOrEqual(2 * (3 + 4) + 2);
      expect(metrics['gpu/dispatches']).toBeLessThan(400);
    }
  });

  it('gives the same bits again with the same seed, and others with another', async () => {
    const second = await run();
    expect(second.metrics).toEqual(first.metrics);
    expect(Buffer.compare(weights(second), weights(first))).toBe(0);
    const other = await run({ seed: 1, max_steps: 1 });
    expect(other.metrics[1]).not.toEqual(first.metrics[1]);
  });

  it.each([false, true])(
    'keeps within a step what its last complete one was (pipelined: %s)',
    async (one_off_pipelining) => {
      const options = { max_steps: 3, eval_problems: 1, one_off_pipelining };
      const regular = await run({ ...options, save_steps: 1 });
      let open: OpenRun | undefined;
      const kept: [at: string, name: string | undefined][] = [];
      const onOpen = (run: OpenRun) => {
        open = run;
      };
      const onEvent = async (event: TrainEvent) => {
        const isLate = event.type === 'verdicts' || (event.type === 'phase' && event.phase === 'update');
        if (!isLate && event.type !== 'update') return;
        const at = event.type === 'phase' ? event.phase : event.type;
        kept.push([`${at} ${event.step}`, (await open!.checkpoint())?.name]);
      };
      const asked = await run(options, { onOpen, onEvent });
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
    const options = { lr_scheduler_type: 'linear', beta: 0.1 };
    const whole = await run(options);
    const half = await run({ ...options, stop_after: 2 });
    const rest = await run(options, { resume: half.checkpoints.get('checkpoint-2') });
    expect([...half.metrics, ...rest.metrics]).toEqual(whole.metrics);
    for (const [file, bytes] of whole.checkpoints.get('checkpoint-4')!) {
      expect(Buffer.compare(bytes, rest.checkpoints.get('checkpoint-4')!.get(file)!), file).toBe(0);
    }
  });

  it('ends after the last complete update when it is told to stop, with a checkpoint', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const onEvent = (event: TrainEvent) => event.type === 'rollouts' && event.step === 2 && controller.abort();
    const { events, checkpoints } = await run({}, { signal, onEvent });
    expect(events.at(-1)).toEqual({ type: 'end', step: 2, reason: 'aborted' });
    expect([...checkpoints.keys()]).toEqual(['checkpoint-2']);
  });

  it.each([false, true])(
    'leaves out what is being sampled when it is told to stop (pipelined: %s)',
    async (pipelined) => {
      const options = { one_off_pipelining: pipelined };
      const whole = pipelined ? await run(options) : first;
      const controller = new AbortController();
      const { signal } = controller;
      const onEvent = (event: TrainEvent) => {
        if (event.type === 'phase' && event.phase === 'rollout' && event.step === 4) controller.abort();
      };
      const cut = await run(options, { signal, onEvent });
      expect(eventsOf(cut, 'rollouts').at(-1)).toMatchObject({ step: pipelined ? 2 : 3 });
      const rest = await run(options, { resume: [...cut.checkpoints.values()].at(-1) });
      expect([...cut.metrics, ...rest.metrics]).toEqual(whole.metrics);
    },
  );

  it('tells how many programs are written, of each rollout and each evaluation', async () => {
    const told: [number, number][] = [];
    const onWritten = (written: number, of: number) => void told.push([written, of]);
    const ran = await run({ max_steps: 1 }, { onWritten });
    const ends = told.filter(([written, of]) => written === of).map(([, of]) => of);
    const evaluated = OPTIONS.eval_problems * OPTIONS.eval_samples;
    expect(ends).toEqual([evaluated, samplesOf(ran).length, evaluated]);
    expect(told.length).toBe(ends.reduce((sum, of) => sum + of, 0));
  });

  it('is stopped within its first evaluation', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { events } = await run({}, { signal, onEvent: ({ type }) => type === 'phase' && controller.abort() });
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
    const ran = await run({ max_steps: 1, levels: own.levels }, { tasks: own });
    expect(eventsOf(ran, 'verdicts')[0].groups[0].tests[0].call).toMatch(/^f\(\d+\)$/);
    expect(samplesOf(ran).every(({ verdict }) => verdict !== undefined)).toBe(true);
  });

  it('gives back all its GPU memory, that of the reference model too', async () => {
    const { gpu } = runs;
    const once = () => run({ max_steps: 1, loss_type: 'gspo', beta: 0.1 });
    await once();
    const before = gpu.liveBytes;
    await once();
    expect(gpu.liveBytes).toBe(before);
  });

  it('keeps GPU memory flat', async () => {
    const { gpu } = runs;
    const before = gpu.liveBytes;
    const live = updatesOf(
      await run({
        ...{ max_steps: 30, prompts_per_step: 1, num_generations: 2, steps_per_generation: 1 },
        ...{ max_completion_length: 2, eval_problems: 1 },
      }),
    ).map((metrics) => metrics['gpu/live_bytes']);
    expect(live.length).toBe(30);
    expect(new Set(live.slice(1)).size).toBe(1);
    expect(gpu.liveBytes).toBe(before);
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
    const broken = new Map(runs.model);
    if (bytes) broken.set(file, bytes);
    else broken.delete(file);
    await expect(run({}, { model: broken })).rejects.toThrow(message);
  });

  it('leaves nothing on the GPU, whatever was open when it was found', async () => {
    const { gpu, model } = runs;
    const { checkpoints } = await run({ max_steps: 1 });
    const [[, whole]] = checkpoints;
    const bare = new Map([...whole].filter(([file]) => file !== 'optimizer.safetensors'));
    const before = gpu.liveBytes;
    await expect(run({}, { resume: bare })).rejects.toThrow('optimizer.safetensors is missing');
    await expect(run({ reward_model: 'memory' }, { rewardModel: model })).rejects.toThrow('this is a language model');
    await expect(run({ max_completion_length: 100_000 })).rejects.toThrow(InputError);
    expect(gpu.liveBytes).toBe(before);
  });

  it('a checkpoint of something else', async () => {
    const bare = new Map([...runs.model].filter(([file]) => file !== 'trainer_state.json'));
    await expect(run({}, { resume: bare })).rejects.toThrow('trainer_state.json is missing');
  });
});
