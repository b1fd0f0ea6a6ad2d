/** Runs of the trainer on a tiny model, with files in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import type { GivenOptions } from '../../../src/common/options/given';
import type { Gpu } from '../../../src/kernels/device/gpu';
import type { FileSource } from '../../../src/model/files';
import { resolveOptions, resolveSftOptions } from '../../../src/rl/options/resolve';
import type { TrainEvent } from '../../../src/rl/records/events';
import { type TrainContext, train } from '../../../src/rl/run/trainer';
import { sft } from '../../../src/rl/supervised/sft';
import type { Judge } from '../../../src/sandbox/types';
import type { TaskSet } from '../../../src/tasks/problem';

export type Files = Map<string, Uint8Array>;

export const sourceOf = (files: Files, name = 'memory'): FileSource => ({
  nameOf: (file) => `${name}/${file}`,
  read: async (file) => files.get(file),
});

/** A model of width 16, one layer, after `steps` updates of supervised training. */
export async function tinyModel(gpu: Gpu, steps: number, given: GivenOptions = {}): Promise<Files> {
  const options = resolveSftOptions({
    max_steps: steps,
    batch_size: 16,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    intermediate_size: 32,
    max_position_embeddings: 96,
    save_steps: 0,
    ...given,
  });
  let saved: Files = new Map();
  const save = async (_: string, files: Files) => {
    saved = files;
  };
  for await (const _ of sft(options, { gpu, save }));
  return saved;
}

/** A model that ships with Kata: `base` solves some problems, and not always. */
export function shippedModel(name: string): Files {
  const folder = new URL(`../../../models/${name}/`, import.meta.url);
  return new Map(readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(new URL(file, folder)))]));
}

export interface Ran {
  events: TrainEvent[];
  /** Metrics of all updates and evaluations, without times. */
  metrics: Record<string, number>[];
  checkpoints: Map<string, Files>;
}

export async function run(
  context: {
    gpu: Gpu;
    judge: Judge;
    tasks: TaskSet;
    model: Files;
    resume?: Files;
    signal?: AbortSignal;
    record_tokens?: boolean;
    onOpen?: TrainContext['onOpen'];
    onWritten?: TrainContext['onWritten'];
  },
  given: GivenOptions,
  onEvent: (event: TrainEvent) => unknown = () => {},
): Promise<Ran> {
  const ran: Ran = { events: [], metrics: [], checkpoints: new Map() };
  const { options } = resolveOptions(given);
  const events = train(options, {
    ...context,
    tasks: () => context.tasks,
    model: sourceOf(context.model),
    resume: context.resume && sourceOf(context.resume),
    save: async (name, files) => {
      ran.checkpoints.set(name, files);
    },
  });
  for await (const event of events) {
    ran.events.push(event);
    await onEvent(event);
    if (event.type === 'update' || event.type === 'evaluation') ran.metrics.push(withoutTimes(event));
  }
  return ran;
}

function withoutTimes({ step, metrics }: { step: number; metrics: Record<string, number> }): Record<string, number> {
  const kept = Object.entries(metrics).filter(([name]) => !/^time\/|^step_time$|^gpu\//.test(name));
  return { step, ...Object.fromEntries(kept) };
}
