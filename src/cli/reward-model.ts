/** `kata reward-model`: preference pairs from a model's own programs, and a reward model trained on them. */
import { openGpu } from '../kernels/device/gpu';
import { checkOptions } from '../rl/options';
import { trainRewardModel } from '../rl/reward-model';
import { rewardModelOptions } from '../rl/schema/reward-model';
import { openNodeJudge } from '../sandbox/node-judge';
import { openTasks } from '../tasks/node-open';
import type { Command } from './command';
import { folder, modelFolder } from './files';
import { follow } from './follow';
import { interruptible } from './interrupt';
import { resumeHint } from './resume-hint';
import { chooseFolder, optionsOfCheckpoint, RunFolder } from './run-folder';

export const command: Command = {
  usage: 'reward-model --model DIR [options]',
  description:
    'Trains a scalar reward model: the model writes programs, their tests make preference pairs, and its weights with a value head learn them by the Bradley-Terry loss. It is saved as a Hugging Face sequence classifier, for kata eval --reward_model and kata train --reward_model.',
  schema: rewardModelOptions,
  async run({ given, json }, terminal) {
    const resume = (given.resume_from_checkpoint ?? null) as string | null;
    const options = checkOptions(rewardModelOptions, { ...(resume && optionsOfCheckpoint(resume)), ...given });
    const path = chooseFolder(options.output_dir, { explicit: 'output_dir' in given, resume });
    options.output_dir = path;
    const runFolder = new RunFolder(path, resume);
    const context = {
      tasks: await openTasks(options.tasks),
      model: modelFolder(options.model),
      resume: resume === null ? undefined : folder(resume, 'resume_from_checkpoint'),
      save: (name: string, files: Map<string, Uint8Array>) => runFolder.save(name, files),
    };
    const gpu = await openGpu({ adapter: options.adapter, robust: false });
    const judge = openNodeJudge(options);
    try {
      const followed = await interruptible(
        (signal) =>
          follow(trainRewardModel(options, { gpu, judge, signal, ...context }), { folder: runFolder, terminal, json }),
        () => terminal.log('kata: ending after this step; Ctrl-C again quits at once'),
      );
      const say = json ? terminal.log : terminal.print;
      const { checkpoint } = followed;
      say(checkpoint ? `The run is in ${path}, the reward model in ${checkpoint}.` : 'Ended before the first update.');
      const hint = resumeHint('reward-model', followed);
      if (hint) say(hint);
    } finally {
      await judge.close();
      gpu.close();
    }
  },
};
