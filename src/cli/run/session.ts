/** What `eval` and `sample` work with: a model that writes, tasks, and a judge. */
import type { AdapterKind } from '../../kernels/device/adapter';
import { openGpu } from '../../kernels/device/node-gpu';
import { truncates } from '../../kernels/sampler';
import { Generator } from '../../model/generation';
import { limitsOf } from '../../rl/policy/limits';
import { openPolicy, type Policy } from '../../rl/policy/policy';
import { insertedLength } from '../../rl/rollout/interpreter';
import type { SamplingOptions } from '../../rl/rollout/rollout';
import { openNodeJudge } from '../../sandbox/node-judge';
import type { JudgeOptions } from '../../sandbox/options';
import type { Judge } from '../../sandbox/types';
import { openTasks } from '../../tasks/node-open';
import type { TaskSet } from '../../tasks/problem';
import { modelFolder } from '../files';

export interface Session {
  policy: Policy;
  generator: Generator;
  tasks: TaskSet;
  judge: Judge;
  close(): Promise<void>;
}

type SessionOptions = SamplingOptions & JudgeOptions & { model: string; tasks: string; adapter: AdapterKind };

/** Opens all of it; `sequences` is how many will be sampled. Bad input throws before the GPU is opened. */
export async function openSession(options: SessionOptions, sequences: number): Promise<Session> {
  const tasks = await openTasks(options.tasks);
  const files = modelFolder(options.model);
  const gpu = await openGpu({ adapter: options.adapter, robust: false });
  try {
    const policy = await openPolicy(gpu, files, { training: false });
    const lengths = { ...options, max_inserted_length: insertedLength(options) };
    const limits = { ...limitsOf(policy, lengths, sequences), truncation: truncates(options) };
    const generator = await Generator.create(gpu, policy.parameters, limits);
    const judge = openNodeJudge(options);
    const close = async () => {
      await judge.close();
      gpu.close();
    };
    return { policy, generator, tasks, judge, close };
  } catch (error) {
    gpu.close();
    throw error;
  }
}
