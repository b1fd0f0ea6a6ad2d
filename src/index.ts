/** Kata as a library for Node: the loop, the judge and generation from code. `examples/` shows each. */
export { modelFolder } from './cli/files';
export { EnvironmentError, InputError } from './common/errors';
export type { Gpu, OpenOptions } from './kernels/device/gpu';
export { openGpu } from './kernels/device/node-gpu';
export { LOSSES } from './losses/catalogue';
export type { FileSource } from './model/files';
export { type GenerationRequest, Generator, type GeneratorLimits } from './model/generation';
export type { TrainOptions } from './rl/options/commands/train';
export { resolveOptions } from './rl/options/resolve';
export { openPolicy, type Policy } from './rl/policy/policy';
export type { TrainEvent } from './rl/records/events';
export type { Group, Sample } from './rl/records/group';
export { type TrainContext, train } from './rl/run/trainer';
export { openNodeJudge as openJudge } from './sandbox/node-judge';
export type { Judge, JudgeFailure, JudgeJob, ProgramOutput, RunJob, Verdict } from './sandbox/types';
export { openTasks } from './tasks/node-open';
export type { Problem, TaskSet } from './tasks/problem';
