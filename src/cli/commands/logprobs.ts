/** `kata logprobs`: log-probs of given tokens under a model, without a tokenizer. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { checkRow } from '../../common/schema-message';
import { mean } from '../../common/statistics';
import { withGpu } from '../../kernels/device/node-gpu';
import { loadCheckpoint } from '../../model/checkpoint';
import { Scorer } from '../../model/scorer';
import type { Command } from '../command';
import { modelFolder, readJsonFile } from '../files';
import { adapterOption, modelOption } from '../option';

const schema = z.object({
  model: modelOption,
  input: option('run', z.string().min(1), 'JSON file {"tokens": [[…], …]}; - for standard input.'),
  adapter: adapterOption,
});

const input = z.object({ tokens: z.array(z.array(z.int().min(0))) });

/** Rows scored at a time, unless a sequence is longer. */
const ROWS = 512;

export const command: Command = {
  usage: 'logprobs --model DIR --input FILE',
  description:
    'Prints {"logprobs": [[…], …], "loss": x}: per sequence the log-prob of every token after the first, at temperature 1, and the mean of their negatives.',
  schema,
  async run({ given }, terminal) {
    const options = checkOptions(schema, given);
    const { tokens } = checkRow(input, readJsonFile(options.input, 'input'), `input: ${options.input}`);
    const files = modelFolder(options.model);
    await withGpu({ adapter: options.adapter }, async (gpu) => {
      const { config, parameters } = await loadCheckpoint(gpu, files, { training: false });
      checkTokens(tokens, config);
      const longest = Math.max(1, ...tokens.map(({ length }) => length));
      const scorer = await Scorer.create(gpu, parameters, Math.max(ROWS, longest));
      const scores = await scorer.score(tokens.map((sequence) => ({ tokens: sequence })));
      const logprobs = scores.map((score) => [...score.logprobs]);
      terminal.print(JSON.stringify({ logprobs, loss: meanLoss(logprobs.flat()) }));
    });
  },
};

function checkTokens(sequences: number[][], config: { vocab_size: number; max_position_embeddings: number }): void {
  const { vocab_size: vocab, max_position_embeddings: positions } = config;
  sequences.forEach((tokens, s) => {
    if (tokens.length > positions) {
      throw new InputError(`input: sequence ${s} has ${tokens.length} tokens; the model has ${positions} positions`);
    }
    const at = tokens.findIndex((token) => token >= vocab);
    if (at >= 0) {
      throw new InputError(`input: token ${tokens[at]} at ${s}.${at} is outside the model's vocabulary of ${vocab}`);
    }
  });
}

/** Null where nothing was predicted. */
function meanLoss(logprobs: number[]): number | null {
  if (logprobs.length === 0) return null;
  return -mean(logprobs);
}
