/** `kata reward-model`: preference pairs from a model's own programs, and a reward model trained on them. */

import { checkOptions } from '../../common/options/given';
import { withGpu } from '../../kernels/device/node-gpu';
import { rewardModelOptions } from '../../rl/options/commands/reward-model';
import { trainRewardModel } from '../../rl/reward-model/reward-model';
import { withNodeJudge } from '../../sandbox/node-judge';
import { openTasks } from '../../tasks/node-open';
import type { Command } from '../command';
import { modelFolder } from '../files';
import { openRunFolder, overResumed, runTraining } from '../run/training';

export const command: Command = {
  usage: 'reward-model --model DIR [options]',
  description:
    'Trains a scalar reward model. The model writes programs, their tests yield preference pairs, and a copy of the model with a value head learns the pairs by the Bradley-Terry loss. It is saved as a Hugging Face sequence classifier for kata eval --reward_model and kata train --reward_model.',
  schema: rewardModelOptions,
  async run({ given, json }, terminal) {
    const options = checkOptions(rewardModelOptions, overResumed(given));
    const runFolder = openRunFolder(options, given);
    const context = {
      tasks: await openTasks(options.tasks),
      model: modelFolder(options.model),
      resume: runFolder.checkpoint,
      save: runFolder.save,
    };
    await withGpu({ adapter: options.adapter, robust: false }, (gpu) =>
      withNodeJudge(options, (judge) =>
        runTraining({
          ...{ command: 'reward-model', folder: runFolder, terminal, json },
          start: (signal, consume) => consume(trainRewardModel(options, { gpu, judge, signal, ...context })),
          lines: ({ checkpoint }) => [
            checkpoint
              ? `The run is in ${runFolder.path}, the reward model in ${checkpoint}.`
              : 'Ended before the first update.',
          ],
        }),
      ),
    );
  },
};
