/** A reward model: the score of given texts, the higher the better. */
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import { view } from '../kernels/device/tensor';
import { microBatches } from './batch';
import { type Checkpoint, loadCheckpoint } from './checkpoint';
import type { FileSource } from './files';
import { PackedForward } from './packed';
import type { Parameters } from './parameters';
import { scoredSequence, ValueHead } from './value-head';
import { Workspace } from './workspace';

export class RewardModel {
  readonly #plan: Plan;
  readonly #workspace: Workspace;
  readonly #head: ValueHead;

  private constructor(
    private readonly gpu: Gpu,
    readonly parameters: Parameters,
    private readonly capacity: number,
  ) {
    this.#plan = new Plan(gpu, 'reward');
    this.#workspace = new Workspace(gpu, 'reward');
    const forward = new PackedForward(this.#plan, this.#workspace, parameters, capacity, { training: false });
    this.#head = new ValueHead(forward);
  }

  /** A reward model of these parameters, at most `capacity` tokens at a time. */
  static async create(gpu: Gpu, parameters: Parameters, capacity: number): Promise<RewardModel> {
    const model = new RewardModel(gpu, parameters, capacity);
    await model.#plan.seal();
    return model;
  }

  /** The reward model of a folder, with its checkpoint; a language model is an InputError. */
  static async open(
    gpu: Gpu,
    files: FileSource,
    capacity = 4096,
  ): Promise<{ rewardModel: RewardModel; checkpoint: Checkpoint }> {
    const checkpoint = await loadCheckpoint(gpu, files, { training: false, head: 'score' });
    return { rewardModel: await RewardModel.create(gpu, checkpoint.parameters, capacity), checkpoint };
  }

  /** The score of each text of one token or more, all at its last token. */
  async score(texts: readonly ArrayLike<number>[]): Promise<number[]> {
    const scores: number[] = [];
    for (const batch of microBatches(texts.map(scoredSequence), this.capacity)) {
      const sizes = this.#head.load(batch);
      this.#plan.run(sizes);
      scores.push(...(await this.gpu.readFloats(view(this.#head.scores, 'scores', 0, [batch.length]))));
    }
    return scores;
  }

  /** Frees what it made; the parameters belong to whoever opened them. */
  destroy(): void {
    this.#plan.destroy();
    this.#workspace.destroy();
  }
}
