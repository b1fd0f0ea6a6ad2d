/** `kata train`: the loop, in this process (Dawn) or in a headless Chromium, shown and kept by the same code. */
import { z } from 'zod';
import { option } from '../../common/options/option';
import type { Gpu } from '../../kernels/device/gpu';
import { withGpu } from '../../kernels/device/node-gpu';
import { type TrainOptions, trainOptions } from '../../rl/options/commands/train';
import { resolveOptions } from '../../rl/options/resolve';
import type { TrainEvent } from '../../rl/records/events';
import { train } from '../../rl/run/trainer';
import { withNodeJudge } from '../../sandbox/node-judge';
import { openTasks } from '../../tasks/node-open';
import type { Command } from '../command';
import { modelFolder } from '../files';
import type { RunFolder } from '../run/run-folder';
import { summarizeRun } from '../run/summary';
import { openRunFolder, overResumed, runTraining } from '../run/training';

const schema = trainOptions.extend({
  backend: option(
    'run',
    z.enum(['dawn', 'playwright']).default('dawn'),
    'Place where the trainer runs. dawn: in this process. playwright: in headless Chromium, which uses the software adapter unless --adapter hardware is set.',
  ),
});

export const command: Command = {
  usage: 'train [options]',
  description:
    'Trains a model by reinforcement learning: it writes programs, unit tests judge them, and a policy gradient updates it. Ctrl-C stops the run after its last complete step and saves a checkpoint.',
  schema,
  async run({ given, json }, terminal) {
    const { backend, ...own } = given;
    const { options, warnings } = resolveOptions(overResumed(own));
    for (const { option, reason } of warnings) terminal.log(`kata: warning: ${option} ${reason}`);
    const folder = openRunFolder(options, own);
    const start = backend === 'playwright' ? trainInChromium : trainHere;
    await runTraining({
      ...{ command: 'train', folder, terminal, json },
      start: (signal, consume) => start(options, folder, signal, consume),
      lines: (followed) => [...summarizeRun(followed), `The run is in ${folder.path}.`],
    });
  },
};

type Start = <T>(
  options: TrainOptions,
  runFolder: RunFolder,
  signal: AbortSignal,
  consume: (events: AsyncIterable<TrainEvent>) => Promise<T>,
) => Promise<T>;

/** Runs in this process. */
const trainHere: Start = (options, ...rest) =>
  withGpu({ adapter: options.adapter, robust: false }, (gpu) => trainOn(gpu, options, ...rest));

/** Runs on a GPU that is open already, and stays so. */
export async function trainOn<T>(
  gpu: Gpu,
  options: TrainOptions,
  runFolder: RunFolder,
  signal: AbortSignal,
  consume: (events: AsyncIterable<TrainEvent>) => Promise<T>,
): Promise<T> {
  const model = modelFolder(options.model);
  const rewardModel = options.reward_model === null ? undefined : modelFolder(options.reward_model, 'reward_model');
  const { checkpoint: resume, save } = runFolder;
  return withNodeJudge(options, (judge) =>
    consume(train(options, { gpu, judge, tasks: openTasks, model, rewardModel, resume, save, signal })),
  );
}

const trainInChromium: Start = async (...run) => (await import('../run/chromium')).trainInChromium(...run);
