/** Opens a run in the trainer's worker: the options, the GPU, the base model and the judge, then the trainer's events. */
import { openGpu } from '../kernels/device/gpu';
import type { TrainEvent } from '../rl/events';
import { valueOfText } from '../rl/option-text';
import { fieldFinder, resolveOptions } from '../rl/options';
import { trainOptions } from '../rl/schema';
import { train } from '../rl/trainer';
import { connectJudge } from '../sandbox/port';
import { openTaskSet } from '../tasks/registry';
import type { RunConfig } from './trainer-api';
import { urlFiles } from './url-files';

/** Throws an InputError for an option that is wrong, an EnvironmentError where the GPU or the model is missing. */
export async function openRun(
  config: RunConfig,
  judgePort: MessagePort,
  signal: AbortSignal,
): Promise<AsyncGenerator<TrainEvent>> {
  const fieldOf = fieldFinder(trainOptions);
  const given = Object.entries(config.options).map(([name, text]) => [name, valueOfText(fieldOf(name), text)]);
  const { options } = resolveOptions(Object.fromEntries(given));
  return train(options, {
    model: urlFiles(options.model, config.base, signal),
    tasks: openTaskSet(options.tasks),
    judge: connectJudge(judgePort),
    gpu: await openGpu({ adapter: options.adapter }),
    signal,
    all_tests: true,
  });
}
