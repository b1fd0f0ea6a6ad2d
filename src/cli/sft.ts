/** `kata sft`: supervised training, of a new model or of a given one. */
import { z } from 'zod';
import { InputError } from '../common/errors';
import { openGpu } from '../kernels/device/gpu';
import { resolveSftOptions } from '../rl/options';
import { sftOptions } from '../rl/schema';
import { type Example, sft } from '../rl/sft';
import type { Command } from './command';
import { folder, modelFolder, readText } from './files';
import { follow } from './follow';
import { interruptible } from './interrupt';
import { resumeHint } from './resume-hint';
import { checkRow, rowsOf } from './rows';
import { chooseFolder, optionsOfCheckpoint, RunFolder } from './run-folder';

const example = z.object({ prompt: z.string(), completion: z.string().min(1) });

export const command: Command = {
  usage: 'sft [options]',
  description:
    'Trains a model to write given programs: a new one, or --model. Without --train_file the programs are the corpus of the built-in task.',
  schema: sftOptions,
  async run({ given, json }, terminal) {
    const resume = (given.resume_from_checkpoint ?? null) as string | null;
    const options = resolveSftOptions({ ...(resume && optionsOfCheckpoint(resume)), ...given });
    const path = chooseFolder(options.output_dir, { explicit: 'output_dir' in given, resume });
    options.output_dir = path;
    const runFolder = new RunFolder(path, resume);
    const examples = options.train_file === null ? undefined : readExamples(options.train_file);
    const context = {
      model: options.model === null ? undefined : modelFolder(options.model),
      resume: resume === null ? undefined : folder(resume, 'resume_from_checkpoint'),
      examples,
      save: (name: string, files: Map<string, Uint8Array>) => runFolder.save(name, files),
    };
    const gpu = await openGpu({ adapter: options.adapter, robust: false });
    try {
      const followed = await interruptible(
        (signal) => follow(sft(options, { gpu, signal, ...context }), { folder: runFolder, terminal, json }),
        () => terminal.log('kata: ending after this step; Ctrl-C again quits at once'),
      );
      const say = json ? terminal.log : terminal.print;
      say(`The run is in ${path}${followed.checkpoint ? `, the model in ${followed.checkpoint}` : ''}.`);
      const hint = resumeHint('sft', followed);
      if (hint) say(hint);
    } finally {
      gpu.close();
    }
  },
};

function readExamples(file: string): Example[] {
  const rows = rowsOf(readText(file, 'train_file'), file);
  if (rows.length === 0) throw new InputError(`train_file: ${file} has no examples; give {prompt, completion} a line`);
  return rows.map(({ value, where }) => checkRow(example, value, `train_file: ${where}`));
}
