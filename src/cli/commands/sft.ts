/** `kata sft`: supervised training, of a new model or of a given one. */

import { InputError } from '../../common/errors';
import { readJsonRows } from '../../common/json';
import { checkRow } from '../../common/schema-message';
import { withGpu } from '../../kernels/device/node-gpu';
import { type SftOptions, sftOptions } from '../../rl/options/commands/sft';
import { resolveSftOptions } from '../../rl/options/resolve';
import { sft } from '../../rl/supervised/sft';
import { sftRow, withoutEasyMistakes } from '../../rl/supervised/sft-quality';
import type { Example } from '../../tasks/corpus';
import type { Command } from '../command';
import { modelFolder, readText } from '../files';
import { openRunFolder, overResumed, runTraining } from '../run/training';
import type { Terminal } from '../terminal';

export const command: Command = {
  usage: 'sft [options]',
  description:
    'Trains a new model, or --model, to write given programs. Without --train_file the programs are the corpus of the built-in --tasks.',
  schema: sftOptions,
  async run({ given, json }, terminal) {
    const options = resolveSftOptions(overResumed(given));
    const runFolder = openRunFolder(options, given);
    const context = {
      model: options.model === null ? undefined : modelFolder(options.model),
      resume: runFolder.checkpoint,
      examples: readExamples(options, terminal),
      save: runFolder.save,
    };
    await withGpu({ adapter: options.adapter, robust: false }, (gpu) =>
      runTraining({
        ...{ command: 'sft', folder: runFolder, terminal, json },
        start: (signal, consume) => consume(sft(options, { gpu, signal, ...context })),
        lines: ({ checkpoint }) => [
          `The run is in ${runFolder.path}${checkpoint ? `, the model in ${checkpoint}` : ''}.`,
        ],
      }),
    );
  },
};

/** The rows of `--train_file`, those that `--easy_pass_rate` leaves; undefined without a file. */
function readExamples({ train_file: file, easy_pass_rate }: SftOptions, terminal: Terminal): Example[] | undefined {
  if (file === null) {
    if (easy_pass_rate === null) return undefined;
    throw new InputError('easy_pass_rate: is about the rows of --train_file, and there is none');
  }
  const rows = readJsonRows(readText(file, 'train_file'), file);
  if (rows.length === 0) throw new InputError(`train_file: ${file} has no examples; give {prompt, completion} a line`);
  const examples = rows.map(({ value, where }) => checkRow(sftRow, value, `train_file: ${where}`));
  if (easy_pass_rate === null) return examples;
  const { kept, wrong } = withoutEasyMistakes(examples, easy_pass_rate);
  if (kept.length === 0) throw new InputError(`easy_pass_rate: ${easy_pass_rate} leaves no row of ${file}`);
  terminal.log(
    `${kept.length} of ${rows.length} rows stay: ${kept.length - wrong.kept} right ones, ${wrong.kept} wrong ones to hard problems`,
  );
  return kept;
}
