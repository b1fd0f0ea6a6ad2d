/** Log-probs of given sequences under a model: for `kata logprobs`, reference policies and recomputed old log-probs. */
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import type { Tensor } from '../kernels/device/tensor';
import { logProbs } from '../kernels/policy-loss';
import { microBatches, rowsOf, type Sequence } from './batch';
import { PackedForward, recordHead } from './packed';
import type { Parameters } from './parameters';
import { Workspace } from './workspace';

export class Scorer {
  readonly #plan: Plan;
  readonly #workspace: Workspace;
  readonly #forward: PackedForward;
  readonly #targets: Tensor;
  readonly #results: Tensor;

  private constructor(
    private readonly gpu: Gpu,
    parameters: Parameters,
    private readonly capacity: number,
  ) {
    this.#plan = new Plan(gpu, 'score');
    this.#workspace = new Workspace(gpu, 'score');
    this.#forward = new PackedForward(this.#plan, this.#workspace, parameters, capacity, { training: false });
    this.#targets = this.#workspace.tensor('targets', [capacity], 'u32');
    this.#results = this.#workspace.tensor('results', [capacity, 2]);
    recordHead(
      this.#plan,
      this.#workspace,
      parameters,
      this.#forward.hidden.value,
      ({ logits, offset, rows, stride }) =>
        logProbs(
          this.#plan,
          { logits, targets: this.#targets, results: this.#results },
          { rows, offset, vocab: parameters.config.vocab_size, stride, temperature: (sizes) => sizes.temperature },
        ),
    );
  }

  /** A scorer of at most `capacity` rows at a time. */
  static async create(gpu: Gpu, parameters: Parameters, capacity: number): Promise<Scorer> {
    const scorer = new Scorer(gpu, parameters, capacity);
    await scorer.#plan.seal();
    return scorer;
  }

  /** For each sequence the log-prob of every token after the first, and the entropy where it was predicted. */
  async score(
    sequences: readonly Sequence[],
    temperature = 1,
  ): Promise<{ logprobs: Float32Array; entropies: Float32Array }[]> {
    const scores: { logprobs: Float32Array; entropies: Float32Array }[] = [];
    for (const batch of microBatches(sequences, this.capacity)) {
      const { rows, targets } = this.#forward.load(batch);
      this.gpu.write(this.#targets, targets);
      this.#plan.run({ rows, temperature });
      const results = await this.gpu.readFloats(this.#results);
      let at = 0;
      for (const sequence of batch) {
        const n = rowsOf(sequence);
        const column = (c: number) => Float32Array.from({ length: n }, (_, i) => results[2 * (at + i) + c]);
        scores.push({ logprobs: column(0), entropies: column(1) });
        at += n;
      }
    }
    return scores;
  }

  destroy(): void {
    this.#plan.destroy();
    this.#workspace.destroy();
  }
}
