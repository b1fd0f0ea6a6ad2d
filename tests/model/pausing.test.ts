/** Sequences that pause while others go on, and go on with tokens inserted. */
import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint';
import { type GenerationRequest, Generator } from '../../src/model/generation';
import { Scorer } from '../../src/model/scorer';
import type { Completion } from '../../src/model/sequence-state';
import { useGpu } from '../kernels/testing';
import { folder, GOLDEN } from './folder';

const context = useGpu();

const PROMPTS = [[3, 14, 15, 9, 26, 5], [7], [40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50]];
const SAMPLES = PROMPTS.flatMap((_, prompt) => Array.from({ length: 8 }, (_, i) => ({ prompt, uid: prompt * 8 + i })));
/** Each with a token that it writes often, so that many sequences pause, some of them again and again; and with end tokens. */
const MODELS = [
  ['llama-tied', 51, [2, 71]],
  ['qwen3-tied', 52, [15, 25]],
] as const;
const [[MODEL, PAUSING, END_TOKENS]] = MODELS;
const REQUEST: GenerationRequest = {
  prompts: PROMPTS,
  samples: SAMPLES,
  seed: 11,
  temperature: 0.3,
  end_tokens: END_TOKENS,
  max_completion_length: 16,
};
const MOST = 10;

async function open(slots: number, max_inserted_length?: number, model: string = MODEL) {
  const { gpu } = context;
  const { parameters, config } = await loadCheckpoint(gpu, folder(`${GOLDEN}models/${model}`), { training: false });
  const limits = { slots, max_prompt_length: 11, max_completion_length: 16, max_inserted_length };
  const generator = await Generator.create(gpu, parameters, { ...limits, sampleable: config.vocab_size });
  const close = () => {
    generator.destroy();
    parameters.destroy();
  };
  return { parameters, generator, close };
}

/** What a tool would say to what was written: no token, one or several. */
const reply = (tokens: readonly number[]) =>
  Array.from({ length: tokens.length % 6 }, (_, i) => (7 * tokens[0] + 5 * tokens.length + i) % 60);

/** Answers twice, after a while, and then no more. */
function pausing(delay: (index: number) => number, token: number = PAUSING) {
  const asked = new Map<number, number>();
  let [still, most] = [0, 0];
  return {
    token,
    answer: async (index: number, tokens: readonly number[]) => {
      expect(tokens.at(-1)).toBe(token);
      asked.set(index, (asked.get(index) ?? 0) + 1);
      most = Math.max(most, ++still);
      await new Promise((resolve) => setTimeout(resolve, delay(index)));
      still--;
      return asked.get(index)! > 2 ? null : reply(tokens);
    },
    asked,
    /** The most sequences that stood still at one time. */
    most: () => most,
  };
}

const isInserted = ({ inserted = [] }: Completion, at: number) => inserted.some(([from, to]) => at >= from && at < to);
const own = (completion: Completion) => completion.tokens.filter((_, at) => !isInserted(completion, at));

describe('sequences that pause', () => {
  it.each(MODELS)(
    'of %s go on as a forward pass over the whole sequence says, bit for bit',
    async (model, token, end_tokens) => {
      const { generator, parameters, close } = await open(24, MOST, model);
      const pause = pausing(() => 0, token);
      const finished: [number, Completion][] = [];
      const completions = await generator.generate({ ...REQUEST, end_tokens, pause }, (...one) => finished.push(one));
      expect(new Map(finished)).toEqual(new Map(completions.entries()));
      const scorer = await Scorer.create(context.gpu, parameters, 1024);
      const sequences = completions.map(({ tokens }, i) => ({ tokens: [...PROMPTS[SAMPLES[i].prompt], ...tokens] }));
      const scores = await scorer.score(sequences, REQUEST.temperature);
      completions.forEach((completion, i) => {
        const { tokens, logprobs, inserted, ended } = completion;
        const start = PROMPTS[SAMPLES[i].prompt].length - 1;
        const expected = Array.from(scores[i].logprobs.subarray(start), (logprob, at) =>
          isInserted(completion, at) ? 0 : logprob,
        );
        expect(logprobs).toEqual(expected);
        // Each pause but one that was not answered, or the last token, is followed by the reply.
        const calls = pause.asked.get(i) ?? 0;
        expect(inserted ?? []).toHaveLength(Math.min(calls, 2));
        for (const [from, to] of inserted ?? []) {
          expect(tokens[from - 1]).toBe(token);
          expect(tokens.slice(from, to)).toEqual(reply(tokens.slice(0, from)));
        }
        expect(own(completion).filter((written) => written === token).length - calls).toBe(
          own(completion).length === REQUEST.max_completion_length && tokens.at(-1) === token ? 1 : 0,
        );
        // What is inserted takes nothing from the length that a completion may have.
        expect(ended).toBe(end_tokens.some((end) => end === own(completion).at(-1)) && calls < 3);
        expect(ended || calls > 2 || own(completion).length === REQUEST.max_completion_length).toBe(true);
      });
      // All that can happen must have happened, or the above says little.
      const counts = [...pause.asked.values()];
      expect(counts).toContain(1);
      expect(counts).toContain(2);
      expect(counts).toContain(3);
      expect(pause.most()).toBeGreaterThan(2);
      expect(completions.some(({ ended }) => ended)).toBe(true);
      scorer.destroy();
      close();
    },
  );

  it('write the same whenever the answers come, whatever their slot and the others', async () => {
    const wide = await open(24, MOST);
    const request = (delay: (index: number) => number) => ({ ...REQUEST, pause: pausing(delay) });
    const expected = await wide.generator.generate(request(() => 0));
    expect(await wide.generator.generate(request((index) => (index * 13) % 40))).toEqual(expected);
    expect(await wide.generator.generate(request((index) => 60 - 2 * index))).toEqual(expected);
    wide.close();
    const narrow = await open(5, MOST);
    const order = SAMPLES.map((_, i) => (i * 7) % SAMPLES.length);
    const samples = order.map((i) => SAMPLES[i]);
    const shuffled = await narrow.generator.generate({ ...request((index) => (index * 7) % 20), samples });
    narrow.close();
    expect(shuffled).toEqual(order.map((i) => expected[i]));
  });

  it('cost those that do not pause nothing', async () => {
    const { gpu } = context;
    const measured = async (max_inserted_length?: number) => {
      const { generator, close } = await open(24, max_inserted_length);
      const before = { ...gpu.counters };
      const completions = await generator.generate(REQUEST);
      const work = Object.entries(gpu.counters).map(([name, n]) => [name, n - before[name as keyof typeof before]]);
      close();
      return { completions, work };
    };
    const plain = await measured();
    expect(await measured(MOST)).toEqual(plain);
    expect(plain.completions.every((completion) => !('inserted' in completion))).toBe(true);
  });

  it('end the generation with what went wrong in an answer', async () => {
    const { generator, close } = await open(24, MOST);
    const ask = (answer: () => Promise<number[]>) =>
      generator.generate({ ...REQUEST, pause: { token: PAUSING, answer } });
    await expect(ask(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    await expect(ask(async () => new Array(MOST + 1).fill(1))).rejects.toThrow('max_inserted_length');
    close();
    const plain = await open(24);
    const pause = pausing(() => 0);
    await expect(plain.generator.generate({ ...REQUEST, pause })).rejects.toThrow('max_inserted_length');
    plain.close();
  });
});
