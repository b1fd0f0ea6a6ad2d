import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint';
import { type GenerationRequest, Generator } from '../../src/model/generation';
import { Scorer } from '../../src/model/scorer';
import { useGpu } from '../kernels/testing';
import { folder, GOLDEN } from './folder';

const context = useGpu();

const PROMPTS = [[3, 14, 15, 9, 26, 5], [7], [40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50]];
/** Five completions of each prompt. */
const SAMPLES = PROMPTS.flatMap((_, prompt) => Array.from({ length: 5 }, (_, i) => ({ prompt, uid: prompt * 5 + i })));
const REQUEST: GenerationRequest = {
  prompts: PROMPTS,
  samples: SAMPLES,
  seed: 11,
  temperature: 1.3,
  end_tokens: [2, 30, 31, 32],
  max_completion_length: 20,
};

async function open(slots: number, model = 'llama-tied') {
  const { gpu } = context;
  const { parameters, config } = await loadCheckpoint(gpu, folder(`${GOLDEN}models/${model}`), { training: false });
  const limits = { slots, max_prompt_length: 11, max_completion_length: 20, sampleable: config.vocab_size };
  const generator = await Generator.create(gpu, parameters, limits);
  const close = () => {
    generator.destroy();
    parameters.destroy();
  };
  return { parameters, generator, close };
}

describe('generation', () => {
  const models = ['llama-tied', 'qwen3-tied'];
  it.each(models)('%s: gives the log-probs of a forward pass over the whole sequence, bit for bit', async (model) => {
    const { generator, parameters, close } = await open(16, model);
    const completions = await generator.generate(REQUEST);
    const scorer = await Scorer.create(context.gpu, parameters, 512);
    const sequences = completions.map(({ tokens }, i) => ({ tokens: [...PROMPTS[SAMPLES[i].prompt], ...tokens] }));
    const scores = await scorer.score(sequences, REQUEST.temperature);
    completions.forEach(({ tokens, logprobs, ended }, i) => {
      const start = PROMPTS[SAMPLES[i].prompt].length - 1;
      expect(logprobs).toEqual([...scores[i].logprobs.subarray(start)]);
      expect(ended).toBe(REQUEST.end_tokens.includes(tokens.at(-1)!));
      expect(tokens.slice(0, -1).some((token) => REQUEST.end_tokens.includes(token))).toBe(false);
      expect(ended || tokens.length === REQUEST.max_completion_length).toBe(true);
    });
    // Both ways to end must occur, or the above says little.
    expect(new Set(completions.map(({ ended }) => ended)).size).toBe(2);
    scorer.destroy();
    close();
  });

  it('does not depend on slots, waves or order', async () => {
    const wide = await open(16);
    const expected = await wide.generator.generate(REQUEST);
    wide.close();
    const narrow = await open(4);
    const order = SAMPLES.map((_, i) => (i * 7) % SAMPLES.length);
    const shuffled = await narrow.generator.generate({ ...REQUEST, samples: order.map((i) => SAMPLES[i]) });
    narrow.close();
    shuffled.forEach((completion, i) => {
      expect(completion).toEqual(expected[order[i]]);
    });
  });

  it('repeats itself with the same seed and not with another', async () => {
    const { generator, close } = await open(16);
    const first = await generator.generate(REQUEST);
    expect(await generator.generate(REQUEST)).toEqual(first);
    expect(await generator.generate({ ...REQUEST, seed: 12 })).not.toEqual(first);
    // A shorter limit cuts the same completions.
    const short = await generator.generate({ ...REQUEST, max_completion_length: 3 });
    short.forEach(({ tokens }, i) => {
      expect(tokens).toEqual(first[i].tokens.slice(0, 3));
    });
    close();
  });

  it('refuses what it cannot do', async () => {
    const { generator, close } = await open(4);
    const ask = (change: Partial<GenerationRequest>) => generator.generate({ ...REQUEST, ...change });
    await expect(ask({ prompts: [[]], samples: [{ prompt: 0, uid: 0 }] })).rejects.toThrow('no tokens');
    await expect(ask({ prompts: [new Array(12).fill(1)], samples: [] })).rejects.toThrow('12 tokens');
    await expect(ask({ max_completion_length: 21 })).rejects.toThrow('max_completion_length 21');
    await expect(ask({ top_k: 3 })).rejects.toThrow('truncation');
    close();
  });
});
