/** Opens a run in the trainer's worker: the options, the GPU, the base model and the judge, then the trainer's events. */
import { InputError } from '../common/errors';
import { openGpu } from '../kernels/device/gpu';
import type { TrainEvent } from '../rl/events';
import { resolveOptions } from '../rl/options';
import { trainOptions } from '../rl/schema';
import { train } from '../rl/trainer';
import { connectJudge } from '../sandbox/port';
import { parseTasks } from '../tasks/jsonl';
import { openTaskSet } from '../tasks/registry';
import { optionValues } from './option-values';
import type { RunConfig } from './trainer-api';
import { urlFiles } from './url-files';

/** Throws an InputError for an option that is wrong, an EnvironmentError where the GPU or the model is missing. */
export async function openRun(
  config: RunConfig,
  judgePort: MessagePort,
  signal: AbortSignal,
): Promise<AsyncGenerator<TrainEvent>> {
  const { options } = resolveOptions(optionValues(trainOptions, config.options));
  return train(options, {
    model: urlFiles(options.model, config.base, signal),
    rewardModel: options.reward_model === null ? undefined : urlFiles(options.reward_model, config.base, signal),
    tasks: (name) => (name === 'own' ? ownTasks(config.problems) : openTaskSet(name)),
    judge: connectJudge(judgePort),
    gpu: await openGpu({ adapter: options.adapter }),
    signal,
    all_tests: true,
    record_tokens: true,
  });
}

function ownTasks(problems: string | undefined) {
  if (problems === undefined)
    throw new InputError('tasks: there are no problems of your own yet; write some under "Your task"');
  return parseTasks(problems, 'own');
}
