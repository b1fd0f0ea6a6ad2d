import { beforeAll, expect, test } from 'vitest';
import { checkpointFiles, loadCheckpoint } from '../../../src/model/checkpoint';
import { RewardModel } from '../../../src/model/reward-model';
import { openPolicy } from '../../../src/rl/policy/policy';
import { RewardScorer } from '../../../src/rl/reward/reward-scorer';
import { eventsOf, type Files, SMALL, sourceOf, updatesOf, useRuns } from '../fixture';

const LENGTHS = { max_completion_length: 12 };
const runs = useRuns({
  ...{ ...SMALL, ...LENGTHS, prompts_per_step: 3, steps_per_generation: 1, max_steps: 2 },
  ...{ reward_model: 'memory', reward: 'pm1', format_penalty: 0.5 },
});
let reward: Files;

beforeAll(async () => {
  const checkpoint = await loadCheckpoint(runs.gpu, sourceOf(runs.model), {
    training: false,
    head: 'score',
    new_head: 1,
  });
  reward = await checkpointFiles(checkpoint);
  checkpoint.parameters.destroy();
});

test('a run whose rewards are the scores of a reward model, with those of the tests beside them', async () => {
  const { gpu, model } = runs;
  const before = gpu.liveBytes;
  const ran = await runs.run({}, { rewardModel: reward });
  expect(gpu.liveBytes).toBe(before);

  const policy = await openPolicy(gpu, sourceOf(model), { training: false });
  const { rewardModel, checkpoint } = await RewardModel.open(gpu, sourceOf(reward));
  const metrics = updatesOf(ran);
  expect(metrics.length).toBe(2);
  for (const [step, { groups }] of eventsOf(ran, 'verdicts').entries()) {
    const samples = groups.flatMap(({ problem, samples }) => samples.map((sample) => ({ problem, sample })));
    // One by one: neither neighbours nor micro-batches change a score.
    for (const { problem, sample } of samples) {
      const [score] = await rewardModel.score([[...policy.tokenizer.encode(problem.prompt), ...sample.tokens]]);
      const malformed = sample.verdict!.tests.some(({ message }) => message?.startsWith('SyntaxError'));
      expect(sample.reward).toBe(score - (malformed ? 0.5 : 0));
    }
    const rewards = samples.map(({ sample }) => sample.reward!);
    expect(new Set(rewards).size).toBeGreaterThan(3);
    expect(metrics[step].reward).toBeCloseTo(rewards.reduce((a, b) => a + b) / rewards.length, 10);
    expect(metrics[step]['rewards/reward_model/mean']).toBe(metrics[step].reward);
    // A model of three updates passes nothing: −1, and .5 less where it wrote no JavaScript.
    expect(metrics[step]['rewards/pm1/mean']).toBeLessThanOrEqual(-1);
    expect(metrics[step].grad_norm).toBeGreaterThan(0);
  }
  rewardModel.destroy();
  checkpoint.parameters.destroy();
  policy.parameters.destroy();
});

test('what is no reward model of the policy is refused', async () => {
  const { gpu, model } = runs;
  const policy = await openPolicy(gpu, sourceOf(model), { training: false });
  await expect(RewardScorer.open(policy, sourceOf(model, 'lm'), LENGTHS)).rejects.toThrow(
    /lm\/config.json: this is a language model/,
  );
  const other = JSON.parse(new TextDecoder().decode(reward.get('tokenizer.json')!));
  other.model.vocab = Object.fromEntries(Object.entries(other.model.vocab).reverse());
  const foreign = new Map(reward).set('tokenizer.json', new TextEncoder().encode(JSON.stringify(other)));
  await expect(RewardScorer.open(policy, sourceOf(foreign, 'rm'), LENGTHS)).rejects.toThrow(
    'reward_model: rm/tokenizer.json is not the tokenizer of the model',
  );
  policy.parameters.destroy();
});
