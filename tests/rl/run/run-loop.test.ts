import { describe, expect, it } from 'vitest';
import type { RunInfo, TrainEvent } from '../../../src/rl/records/events';
import { type Loop, runLoop, updateStep } from '../../../src/rl/run/run-loop';

/** A trainer without a model: a step costs 1 GFLOP, and a checkpoint is kept once. */
async function course(
  options: Partial<Loop['options']>,
  { step = 0, ...more }: { step?: number; signal?: AbortSignal; evaluate?: Loop['evaluate'] } = {},
  onEvent = (_: TrainEvent) => {},
): Promise<string[]> {
  const state = { step, updates: step, samples: 0, num_tokens: 0, flops: step * 1e9, step_flops: step > 0 ? 1e9 : 0 };
  let saved = step;
  const said: string[] = [];
  const loop = runLoop({
    run: {} as RunInfo,
    options: { max_steps: 4, stop_after: null, save_steps: 0, ...options },
    state,
    async *step() {
      Object.assign(state, { step: state.step + 1, flops: state.flops + 1e9, step_flops: 1e9 });
      yield { type: 'update', step: state.step, metrics: {} };
    },
    evaluate: async () => ({ metrics: {}, examples: [] }),
    async keep() {
      if (state.step === saved) return undefined;
      saved = state.step;
      return { type: 'checkpoint', step: saved, name: `checkpoint-${saved}` };
    },
    ...more,
  });
  for await (const event of loop) {
    onEvent(event);
    if (event.type === 'end') said.push(`${event.reason} ${event.step}`);
    else if (event.type !== 'phase') said.push('step' in event ? `${event.type} ${event.step}` : event.type);
  }
  return said;
}

const steps = (...numbers: number[]) => numbers.map((step) => `update ${step}`);

describe('the loop of a run', () => {
  it('evaluates before the first step and after the last one, and keeps the last one', async () => {
    const said = ['start', 'evaluation 0', ...steps(1, 2, 3, 4), 'evaluation 4', 'checkpoint 4', 'done 4'];
    expect(await course({})).toEqual(said);
  });

  it('evaluates and saves every n steps, an evaluation before the checkpoint of its step, a checkpoint once', async () => {
    expect(await course({ eval_steps: 2, save_steps: 2 })).toEqual([
      ...['start', 'evaluation 0', ...steps(1, 2), 'evaluation 2', 'checkpoint 2'],
      ...[...steps(3, 4), 'evaluation 4', 'checkpoint 4', 'done 4'],
    ]);
  });

  it('evaluates by compute, and ends before it costs too much', async () => {
    expect(await course({ eval_gflop: 2, max_gflop: 3 })).toEqual([
      ...['start', 'evaluation 0', ...steps(1, 2), 'evaluation 2', ...steps(3), 'evaluation 3', 'checkpoint 3'],
      'done 3',
    ]);
  });

  it('stops after some steps without the last evaluation, and resumes without the first', async () => {
    const first = ['start', 'evaluation 0', ...steps(1, 2), 'checkpoint 2', 'done 2'];
    expect(await course({ stop_after: 2 })).toEqual(first);
    expect(await course({}, { step: 2 })).toEqual([
      ...['start', ...steps(3, 4), 'evaluation 4', 'checkpoint 4', 'done 4'],
    ]);
    expect(await course({}, { step: 4 })).toEqual(['start', 'done 4']);
  });

  it('ends after the step in which it is told to stop, with a checkpoint', async () => {
    const controller = new AbortController();
    const stop = (event: TrainEvent) => {
      if (event.type === 'update' && event.step === 2) controller.abort();
    };
    const said = ['start', 'evaluation 0', ...steps(1, 2), 'checkpoint 2', 'aborted 2'];
    expect(await course({}, { signal: controller.signal }, stop)).toEqual(said);
  });

  it('is cut short by the error that is the reason of the stop, and by no other', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    controller.abort();
    expect(await course({}, { signal })).toEqual(['start', 'aborted 0']);
    const late = new AbortController();
    const evaluate = async () => {
      late.abort();
      throw late.signal.reason;
    };
    expect(await course({}, { signal: late.signal, evaluate })).toEqual(['start', 'aborted 0']);
    const broken = async () => {
      throw new Error('broken');
    };
    await expect(course({}, { evaluate: broken })).rejects.toThrow('broken');
  });
});

it('a step of one update counts what it did', async () => {
  const state = { step: 2, updates: 2, samples: 5, num_tokens: 10, flops: 100, step_flops: 50 };
  const config = { vocab_size: 2, hidden_size: 4, intermediate_size: 4, num_hidden_layers: 0, head: 'score' };
  const update = async () => ({ metrics: { loss: 0.5 }, tokens: 7, samples: 3 });
  const events: TrainEvent[] = [];
  for await (const event of updateStep(state, { config } as never, { updates: 3 }, update)) events.push(event);
  expect(events.length).toBe(1);
  expect(events[0]).toMatchObject({ type: 'update', step: 3, metrics: { loss: 0.5, updates: 3, num_tokens: 17 } });
  expect(state).toMatchObject({ step: 3, updates: 3, samples: 8, num_tokens: 17 });
  expect(state.flops).toBe(100 + state.step_flops);
});
