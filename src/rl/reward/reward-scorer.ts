/** Rewards by a reward model in place of the tests (AceCoder): the score of prompt and program. */
import { InputError } from '../../common/errors';
import type { FileSource } from '../../model/files';
import { RewardModel } from '../../model/reward-model';
import type { InterpreterOptions } from '../options/interpreter';
import type { TruncationOptions } from '../options/truncation';
import { limitsOf, MICRO_BATCH_ROWS } from '../policy/limits';
import { flopsOf, type Policy } from '../policy/policy';
import type { Group, Sample } from '../records/group';
import { isMalformed } from '../records/pass-rate';
import { lengthAdjusted, turnsAdjusted } from './truncation';

type PayOptions = TruncationOptions & InterpreterOptions & { max_completion_length: number; format_penalty: number };

export class RewardScorer {
  private constructor(
    private readonly policy: Policy,
    private readonly model: RewardModel,
  ) {}

  /** Opens the reward model of a folder for the texts of a policy, whose tokens it takes as they are. */
  static async open(
    policy: Policy,
    files: FileSource,
    options: { max_completion_length: number },
  ): Promise<RewardScorer> {
    const { max_prompt_length, max_completion_length } = limitsOf(policy, options, 1);
    const rows = Math.max(MICRO_BATCH_ROWS, max_prompt_length + max_completion_length);
    const { rewardModel, checkpoint } = await RewardModel.open(policy.gpu, files, rows);
    if (JSON.stringify(checkpoint.tokenizerFiles.tokenizer) !== JSON.stringify(policy.tokenizerFiles.tokenizer)) {
      throw new InputError(`reward_model: ${files.nameOf('tokenizer.json')} is not the tokenizer of the model`);
    }
    const [own, wanted] = [checkpoint, policy].map(({ config }) => config.max_position_embeddings);
    if (own < wanted) {
      throw new InputError(`reward_model: it reads ${own} tokens, but the model writes up to ${wanted}`);
    }
    return new RewardScorer(policy, rewardModel);
  }

  /** The scores of all programs, by group, and the FLOPs that they took. */
  async score(groups: readonly Group[]): Promise<{ scores: number[][]; flops: number }> {
    const texts = groups.flatMap(({ problem, samples }) => {
      const prompt = this.policy.tokenizer.encode(problem.prompt);
      return samples.map(({ tokens }) => [...prompt, ...tokens]);
    });
    const scores = await this.model.score(texts);
    const tokens = texts.reduce((sum, text) => sum + text.length, 0);
    return {
      scores: groups.map(({ samples }) => scores.splice(0, samples.length)),
      flops: flopsOf(this.model.parameters, { forward: tokens }),
    };
  }

  /** Gives every judged sample its score as the reward, after what form, length and turns take from it; returns the FLOPs. */
  async pay(groups: readonly Group[], options: PayOptions): Promise<number> {
    const { scores, flops } = await this.score(groups);
    const pay = (sample: Sample, score: number) => {
      // The judge failed: the sample is excluded, as it is with rewards from tests.
      if (!sample.verdict) return;
      const penalty = isMalformed(sample.verdict) ? options.format_penalty : 0;
      sample.reward = turnsAdjusted(lengthAdjusted(score - penalty, sample, options), sample, options);
    };
    groups.forEach(({ samples }, g) => {
      samples.forEach((sample, s) => {
        pay(sample, scores[g][s]);
      });
    });
    return flops;
  }

  destroy(): void {
    this.model.destroy();
    this.model.parameters.destroy();
  }
}
