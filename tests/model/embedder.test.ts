import { expect, test } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint';
import { Embedder } from '../../src/model/embedder';
import { readJson, readRequired } from '../../src/model/files';
import { readSafetensors } from '../../src/model/safetensors';
import { useGpu } from '../kernels/testing';
import { folder, GOLDEN } from './folder';

const context = useGpu();

/**
 * The mean over a prefix tells the hidden state of its last token, when that over the prefix before is known; and hidden
 * states make the log-probs that were computed elsewhere, in float64.
 */
test.each([
  ['llama-tied', 'model.embed_tokens.weight'],
  ['qwen2', 'lm_head.weight'],
])('%s: the means are those of the states that predict the golden log-probs', async (name, headName) => {
  const files = folder(`${GOLDEN}models/${name}`);
  const golden = (await readJson(files, 'golden.json')) as { tokens: number[][]; logprobs: number[][] };
  const { tensors } = readSafetensors(await readRequired(files, 'model.safetensors'), 'model.safetensors');
  const head = (tensors.get(headName) ?? tensors.get('model.embed_tokens.weight'))!;
  const { parameters, config } = await loadCheckpoint(context.gpu, files, { training: false });
  const width = config.hidden_size;
  const embedder = await Embedder.create(context.gpu, parameters, 64);
  const prefixes = golden.tokens.flatMap((tokens) => tokens.map((_, i) => tokens.slice(0, i + 1)));
  const means = await embedder.embed(prefixes);
  let at = 0;
  for (const [s, tokens] of golden.tokens.entries()) {
    let before = new Float64Array(width);
    for (let i = 0; i < tokens.length; i++) {
      const sum = Float64Array.from(means[at++], (value) => value * (i + 1));
      const hidden = sum.map((value, c) => value - before[c]);
      before = sum;
      if (i === tokens.length - 1) break;
      const logits = Array.from({ length: config.vocab_size }, (_, v) =>
        hidden.reduce((dot, value, c) => dot + value * head.data[v * width + c], 0),
      );
      const most = Math.max(...logits);
      const total = logits.reduce((all, logit) => all + Math.exp(logit - most), 0);
      const logprob = logits[tokens[i + 1]] - most - Math.log(total);
      expect(Math.abs(logprob - golden.logprobs[s][i])).toBeLessThan(5e-5);
    }
  }
  expect(at).toBe(prefixes.length);
  embedder.destroy();
  parameters.destroy();
});
