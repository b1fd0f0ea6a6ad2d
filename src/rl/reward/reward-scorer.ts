/** Rewards by a reward model in place of the tests (AceCoder): the score of prompt and program. */
import { InputError } from '../../common/errors';
import type { FileSource } from '../../model/files';
import { RewardModel } from '../../model/reward-model';
import { limitsOf, MICRO_BATCH_ROWS } from '../policy/limits';
import { flopsOf, type Policy } from '../policy/policy';
import { type Group, mapSamples } from '../records/group';
import { isMalformed } from '../records/pass-rate';
import { type ShapingOptions, shapedReward } from './shaping';

export class RewardScorer {
  private constructor(private readonly model: RewardModel) {}

  /** Opens the reward model of a folder for the texts of a policy, whose tokens it takes as they are. */
  static async open(
    policy: Policy,
    files: FileSource,
    options: { max_completion_length: number },
  ): Promise<RewardScorer> {
    const { max_prompt_length, max_completion_length } = limitsOf(policy, options, 1);
    const rows = Math.max(MICRO_BATCH_ROWS, max_prompt_length + max_completion_length);
    const { rewardModel, checkpoint } = await RewardModel.open(policy.gpu, files, rows);
    const scorer = new RewardScorer(rewardModel);
    const refuse = (reason: string) => {
      scorer.destroy();
      return new InputError(`reward_model: ${reason}`);
    };
    if (JSON.stringify(checkpoint.tokenizerFiles.tokenizer) !== JSON.stringify(policy.tokenizerFiles.tokenizer)) {
      throw refuse(`${files.nameOf('tokenizer.json')} is not the tokenizer of the model`);
    }
    const [available, wanted] = [checkpoint, policy].map(({ config }) => config.max_position_embeddings);
    if (available < wanted) {
      throw refuse(`it reads ${available} tokens, but the model writes up to ${wanted}`);
    }
    return scorer;
  }

  /** The scores of all programs, by group, and the FLOPs that they took. */
  async score(groups: readonly Group[]): Promise<{ scores: number[][]; flops: number }> {
    const texts = groups.flatMap(({ prompt_tokens, samples }) =>
      samples.map(({ tokens }) => [...prompt_tokens, ...tokens]),
    );
    const scores = await this.model.score(texts);
    const tokens = texts.reduce((sum, text) => sum + text.length, 0);
    return {
      scores: groups.map(({ samples }) => scores.splice(0, samples.length)),
      flops: flopsOf(this.model.parameters, { forward: tokens }),
    };
  }

  /**
   * Returns the groups with the scores as the rewards of judged samples, less `format_penalty` for programs that are no
   * JavaScript, and shaped; and the FLOPs of scoring.
   */
  async assignRewards(
    groups: readonly Group[],
    options: ShapingOptions & { format_penalty: number },
  ): Promise<{ groups: Group[]; flops: number }> {
    const { scores, flops } = await this.score(groups);
    const scored = mapSamples(groups, (sample, g, s) => {
      // The judge failed: the sample is excluded, as it is with rewards from tests.
      if (!sample.verdict) return sample;
      const penalty = isMalformed(sample.verdict) ? options.format_penalty : 0;
      return { ...sample, reward: shapedReward(scores[g][s] - penalty, sample, options) };
    });
    return { groups: scored, flops };
  }

  destroy(): void {
    this.model.destroy();
    this.model.parameters.destroy();
  }
}
