import { describe, expect, test } from 'vitest';
import { checkpointFiles, loadCheckpoint } from '../../src/model/checkpoint';
import { Embedder } from '../../src/model/embedder';
import { type FileSource, readJson } from '../../src/model/files';
import { pairBatches, RewardLearner } from '../../src/model/reward-learner';
import { RewardModel } from '../../src/model/reward-model';
import { useGpu } from '../kernels/testing';
import { folder, GOLDEN } from './folder';

const context = useGpu();
const OPTIMIZER = { adam_beta1: 0.9, adam_beta2: 0.95, adam_epsilon: 1e-8, weight_decay: 0, max_grad_norm: 1 };

const inMemory = (files: ReadonlyMap<string, Uint8Array>): FileSource => ({
  nameOf: (file) => `memory/${file}`,
  read: async (file) => files.get(file),
});

describe.each(['llama-tied', 'qwen2'])('%s with a value head', (name) => {
  const files = folder(`${GOLDEN}models/${name}`);
  const open = (training: boolean) => loadCheckpoint(context.gpu, files, { training, head: 'score', new_head: 5 });
  const texts = async () => ((await readJson(files, 'golden.json')) as { tokens: number[][] }).tokens;

  test('a score is the product of the head with the hidden state of the last token, whatever lies beside it', async () => {
    const { gpu } = context;
    const { parameters, config } = await open(false);
    const width = config.hidden_size;
    const head = (await parameters.export()).get('score.weight')!;
    expect(head.shape).toEqual([1, width]);
    // The last hidden state from the means over a text and over the text without its last token, which predict the golden
    // log-probs (embedder.test.ts).
    const embedder = await Embedder.create(gpu, parameters, 64);
    const expected: number[] = [];
    const all = await texts();
    for (const tokens of all) {
      const prefixes = tokens.length > 1 ? [tokens, tokens.slice(0, -1)] : [tokens];
      const [whole, before] = await embedder.embed(prefixes);
      const n = tokens.length;
      const hidden = Float64Array.from(whole, (mean, c) => mean * n - (before?.[c] ?? 0) * (n - 1));
      expected.push(hidden.reduce((sum, value, c) => sum + value * head.data[c], 0));
    }
    const model = await RewardModel.create(gpu, parameters, 64);
    const scores = await model.score(all);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.05);
    scores.forEach((score, i) => {
      expect(Math.abs(score - expected[i]), `text ${i}`).toBeLessThan(2e-5);
    });
    // Alone, in another order, and in larger batches: the same bits.
    expect(await model.score([all[1]])).toEqual([scores[1]]);
    const larger = await RewardModel.create(gpu, parameters, 256);
    expect(await larger.score([...all].reverse())).toEqual([...scores].reverse());
    await expect(model.score([[]])).rejects.toThrow('a text without tokens has no score');
    embedder.destroy();
    model.destroy();
    larger.destroy();
    parameters.destroy();
  });

  test.each([128, 40])(
    'gradients agree with differences of the loss, in micro-batches of %i tokens',
    async (capacity) => {
      const { gpu } = context;
      const { parameters } = await open(true);
      const all = (await texts()).map((tokens) => tokens.slice(-18));
      // A text may be in several pairs, on either side.
      const pairs = [
        { chosen: all[0], rejected: all[1] },
        { chosen: all[0], rejected: all[2] },
        { chosen: all[2], rejected: all[1] },
      ];
      const learner = await RewardLearner.create(gpu, parameters, capacity, OPTIMIZER);
      const model = await RewardModel.create(gpu, parameters, capacity);
      const loss = async () => {
        const scores = new Map((await model.score(all)).map((score, i) => [all[i], score]));
        const losses = pairs.map(({ chosen, rejected }) =>
          Math.log1p(Math.exp(scores.get(rejected)! - scores.get(chosen)!)),
        );
        return losses.reduce((sum, value) => sum + value) / pairs.length;
      };
      const { results } = await learner.accumulate(pairs);
      expect(results.reduce((sum, result) => sum + result.loss, 0) / 3).toBeCloseTo(await loss(), 5);

      const [weights, gradients] = [await parameters.export(), await parameters.export('gradient')];
      const norm = Math.sqrt([...gradients.values()].flatMap(({ data }) => [...data]).reduce((s, g) => s + g * g, 0));
      const shifted = async (step: number) => {
        const moved = [...weights].map(([tensor, { shape, data }]) => {
          const gradient = gradients.get(tensor)!.data;
          return [tensor, { shape, data: data.map((value, i) => value + (step * gradient[i]) / norm) }] as const;
        });
        parameters.load(new Map(moved));
        return loss();
      };
      const step = 2e-3;
      const slope = ((await shifted(step)) - (await shifted(-step))) / (2 * step);
      expect(norm).toBeGreaterThan(0.01);
      expect(slope / norm).toBeGreaterThan(0.99);
      expect(slope / norm).toBeLessThan(1.01);
      learner.destroy();
      model.destroy();
      parameters.destroy();
    },
  );

  test('what is saved is a sequence classifier, and scores the same when opened', async () => {
    const { gpu } = context;
    const checkpoint = await open(false);
    const saved = inMemory(await checkpointFiles(checkpoint));
    const { rewardModel: again, checkpoint: opened } = await RewardModel.open(gpu, saved);
    const model = await RewardModel.create(gpu, checkpoint.parameters, 4096);
    const all = await texts();
    expect(await again.score(all)).toEqual(await model.score(all));
    expect([...(await opened.parameters.export()).keys()]).not.toContain('lm_head.weight');
    await expect(loadCheckpoint(gpu, saved, { training: false })).rejects.toThrow(
      'memory/config.json: this is a reward model (architectures), expected a language model',
    );
    await expect(RewardModel.open(gpu, files)).rejects.toThrow(/this is a language model .*expected a reward model/);
    // One that has a head goes on with it.
    const further = await loadCheckpoint(gpu, saved, { training: false, head: 'score', new_head: 6 });
    const head = async (of: typeof further) => (await of.parameters.export()).get('score.weight')!.data;
    expect(await head(further)).toEqual(await head(opened));
    again.destroy();
    model.destroy();
    for (const { parameters } of [checkpoint, opened, further]) parameters.destroy();
  });
});

test('training puts the chosen text above the rejected one, and never the other way round', async () => {
  const { gpu } = context;
  const files = folder(`${GOLDEN}models/llama-tied`);
  const { parameters } = await loadCheckpoint(gpu, files, { training: true, head: 'score', new_head: 1 });
  const [a, b] = [
    [7, 8, 9],
    [7, 8, 10, 11],
  ];
  const learner = await RewardLearner.create(gpu, parameters, 64, OPTIMIZER);
  const model = await RewardModel.create(gpu, parameters, 64);
  const margin = async () => {
    const [first, second] = await model.score([a, b]);
    return first - second;
  };
  const before = await margin();
  for (let i = 0; i < 5; i++) await learner.update([{ chosen: b, rejected: a }], 1e-3);
  const between = await margin();
  expect(between).toBeLessThan(before);
  for (let i = 0; i < 10; i++) await learner.update([{ chosen: a, rejected: b }], 1e-3);
  expect(await margin()).toBeGreaterThan(between);
  learner.destroy();
  model.destroy();
  parameters.destroy();
});

describe('batches of pairs', () => {
  const [a, b, c] = [[1, 2], [3, 4, 5], [6]];

  test('a text of several pairs is there once', () => {
    const pairs = [
      { chosen: a, rejected: b },
      { chosen: c, rejected: b },
      { chosen: a, rejected: c },
    ];
    expect(pairBatches(pairs, 6)).toEqual([
      {
        texts: [a, b, c],
        pairs: [
          [0, 1],
          [2, 1],
          [0, 2],
        ],
      },
    ]);
    expect(pairBatches(pairs, 5)).toEqual([
      { texts: [a, b], pairs: [[0, 1]] },
      { texts: [c, b], pairs: [[0, 1]] },
      { texts: [a, c], pairs: [[0, 1]] },
    ]);
  });

  test('a pair is never torn apart', () => {
    expect(() => pairBatches([{ chosen: a, rejected: b }], 4)).toThrow('a pair of 5 tokens does not fit');
  });
});
