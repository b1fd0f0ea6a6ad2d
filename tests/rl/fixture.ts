/** Runs of the trainer on a tiny model, with files in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect } from 'vitest';
import type { GivenOptions } from '../../src/common/options/given';
import type { Gpu } from '../../src/kernels/device/gpu';
import type { FileSource } from '../../src/model/files';
import { resolveOptions, resolveSftOptions } from '../../src/rl/options/resolve';
import type { Metrics, TrainEvent } from '../../src/rl/records/events';
import { isTiming } from '../../src/rl/records/run-log';
import { METRICS } from '../../src/rl/run/metrics';
import { type TrainContext, train } from '../../src/rl/run/trainer';
import { sft } from '../../src/rl/supervised/sft';
import { openTaskSet } from '../../src/tasks/registry';
import { useGpu } from '../kernels/testing';
import { useJudge } from '../sandbox/judge';

export type Files = Map<string, Uint8Array>;

export const sourceOf = (files: Files, name = 'memory'): FileSource => ({
  nameOf: (file) => `${name}/${file}`,
  read: async (file) => files.get(file),
});

/** A model of width 16, one layer, after `steps` updates of supervised training. */
export async function tinyModel(gpu: Gpu, steps = 3, given: GivenOptions = {}): Promise<Files> {
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
  for await (const event of sft(options, { gpu, save })) if (event.type === 'update') checkedMetrics(event);
  return saved;
}

/** A model that ships with Kata: `base` solves some problems, and not always. */
export function shippedModel(name: string): Files {
  const folder = new URL(`../../models/${name}/`, import.meta.url);
  return new Map(readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(new URL(file, folder)))]));
}

/** Small enough for a test, with two updates a rollout so that ratios differ from 1. */
export const SMALL = {
  prompts_per_step: 4,
  num_generations: 4,
  steps_per_generation: 2,
  max_completion_length: 12,
  eval_problems: 1,
  eval_samples: 1,
  eval_steps: 0,
  save_steps: 0,
};

/** A tiny model solves nothing: every sample teaches something all the same. */
export const EVERY_SAMPLE = { drop_zero_advantage: false, advantage_estimator: 'reinforce', reward: 'pm1' };

export interface Ran {
  events: TrainEvent[];
  /** Metrics of all updates and evaluations, without times. */
  metrics: Metrics[];
  checkpoints: Map<string, Files>;
}

type EventOf<T extends TrainEvent['type']> = Extract<TrainEvent, { type: T }>;

export const eventsOf = <T extends TrainEvent['type']>({ events }: Ran, type: T) =>
  events.filter((event): event is EventOf<T> => event.type === type);
export const updatesOf = (ran: Ran) => eventsOf(ran, 'update').map(({ metrics }) => metrics);
export const samplesOf = (ran: Ran) =>
  eventsOf(ran, 'verdicts').flatMap(({ groups }) => groups.flatMap(({ samples }) => samples));

interface RunContext extends Partial<Omit<TrainContext, 'tasks' | 'model' | 'resume' | 'rewardModel'>> {
  model?: Files;
  resume?: Files;
  rewardModel?: Files;
  tasks?: ReturnType<TrainContext['tasks']>;
  /** The generator is not asked for the next event before this returns. */
  onEvent?: (event: TrainEvent) => unknown;
}

/** A GPU, a judge and a tiny model for the tests of a file, and runs of these `options` with them. */
export function useRuns(
  options: GivenOptions,
  makeModel: (gpu: Gpu) => Promise<Files> | Files = (gpu) => tinyModel(gpu),
) {
  const context = useGpu({ robust: false });
  const judge = useJudge({});
  let model: Files;
  beforeAll(async () => {
    model = await makeModel(context.gpu);
  });

  async function run(given: GivenOptions = {}, { onEvent, ...other }: RunContext = {}): Promise<Ran> {
    const ran: Ran = { events: [], metrics: [], checkpoints: new Map() };
    const resolved = resolveOptions({ ...options, ...given }).options;
    const events = train(resolved, {
      gpu: context.gpu,
      judge,
      save: async (name, files) => {
        ran.checkpoints.set(name, files);
      },
      ...other,
      tasks: () => other.tasks ?? openTaskSet(resolved.tasks),
      model: sourceOf(other.model ?? model),
      resume: other.resume && sourceOf(other.resume),
      rewardModel: other.rewardModel && sourceOf(other.rewardModel),
    });
    for await (const event of events) {
      ran.events.push(event);
      await onEvent?.(event);
      if (event.type === 'update' || event.type === 'evaluation') ran.metrics.push(checkedMetrics(event));
    }
    return ran;
  }
  return {
    run,
    judge,
    get gpu() {
      return context.gpu;
    },
    get model() {
      return model;
    },
  };
}

/** The names of all metrics that have a meaning. */
const WITH_MEANING = new RegExp(`^(${Object.keys(METRICS).join('|').replaceAll(/<\w+>/g, '\\w+')})$`);

/** The metrics of an event that any two runs of the same options share, after a check that each has a meaning and is finite. */
export function checkedMetrics({ step, metrics }: { step: number; metrics: Metrics }): Metrics {
  for (const [name, value] of Object.entries(metrics)) {
    expect(name).toMatch(WITH_MEANING);
    expect(value, name).toSatisfy(Number.isFinite);
  }
  const kept = Object.entries(metrics).filter(([name]) => !isTiming(name) && !name.startsWith('gpu/'));
  return { step, ...Object.fromEntries(kept) };
}
