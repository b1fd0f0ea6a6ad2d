/** Texts as vectors: the mean of the last hidden states over their tokens (as Skywork-OR1 finds similar problems). */
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import { microBatches, type Sequence } from './batch';
import { PackedForward } from './packed';
import type { Parameters } from './parameters';
import { Workspace } from './workspace';

export class Embedder {
  readonly #plan: Plan;
  readonly #workspace: Workspace;
  readonly #forward: PackedForward;

  private constructor(
    private readonly gpu: Gpu,
    private readonly parameters: Parameters,
    private readonly capacity: number,
  ) {
    this.#plan = new Plan(gpu, 'embed');
    this.#workspace = new Workspace(gpu, 'embed');
    this.#forward = new PackedForward(this.#plan, this.#workspace, parameters, capacity, { training: false });
  }

  /** An embedder of at most `capacity` tokens at a time. */
  static async create(gpu: Gpu, parameters: Parameters, capacity: number): Promise<Embedder> {
    const embedder = new Embedder(gpu, parameters, capacity);
    await embedder.#plan.seal();
    return embedder;
  }

  /** The most tokens a text may have. */
  get longest(): number {
    return Math.min(this.parameters.config.max_position_embeddings, this.capacity);
  }

  /** For each text of one token or more the mean of its final, normed hidden states: [hidden_size]. */
  async embed(texts: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const width = this.parameters.config.hidden_size;
    const means: Float32Array[] = [];
    // A batch predicts: the last token of a sequence is no input. Here it is one, before a target that nothing reads.
    const sequences: Sequence[] = texts.map((tokens) => ({ tokens: [...Array.from(tokens), 0] }));
    for (const batch of microBatches(sequences, this.capacity)) {
      const { rows } = this.#forward.load(batch);
      this.#plan.run({ rows });
      const hidden = await this.gpu.readFloats(this.#forward.hidden.value);
      let row = 0;
      for (const { tokens } of batch) {
        const count = tokens.length - 1;
        const sums = new Float64Array(width);
        for (let i = 0; i < count * width; i++) sums[i % width] += hidden[row * width + i];
        means.push(Float32Array.from(sums, (sum) => sum / count));
        row += count;
      }
    }
    return means;
  }

  destroy(): void {
    this.#plan.destroy();
    this.#workspace.destroy();
  }
}
