/**
 * Training of a model: packed batches forward, the fused loss, backward, AdamW. The plans are recorded once for
 * a capacity of rows; a batch larger than that is split into micro-batches whose gradients add up before the update.
 */
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import { type Tensor, view } from '../kernels/device/tensor';
import { matmul } from '../kernels/matmul';
import {
  type PolicyLossUniforms,
  policyLoss,
  policyLossUniforms,
  RESULT_FIELDS,
  TOKEN_FIELDS,
} from '../kernels/policy-loss';
import type { PolicyLossOptions } from '../losses/options';
import { lossTokens, microBatches, type Sequence } from './batch';
import { Optimizer, type OptimizerOptions, type OptimizerStep } from './optimizer';
import { outputHead, PackedForward, recordHead } from './packed';
import type { Parameters } from './parameters';
import { Workspace } from './workspace';

export type { OptimizerOptions } from './optimizer';

interface UpdateResult extends OptimizerStep {
  /** Per row of all micro-batches, in order: [rows, RESULT_FIELDS]. */
  results: Float32Array;
}

export class Learner {
  /** Options of the loss; may be replaced between updates. */
  loss: PolicyLossOptions;
  readonly #accumulate: Plan<PolicyLossUniforms>;
  readonly #optimizer: Optimizer;
  readonly #workspace: Workspace;
  readonly #forward: PackedForward;
  readonly #inputs: Record<'targets' | 'tokens' | 'results', Tensor>;

  private constructor(
    private readonly gpu: Gpu,
    readonly parameters: Parameters,
    readonly capacity: number,
    options: { loss: PolicyLossOptions; optimizer: OptimizerOptions },
  ) {
    this.loss = options.loss;
    const workspace = new Workspace(gpu, 'learn');
    this.#workspace = workspace;
    this.#inputs = {
      targets: workspace.tensor('targets', [capacity], 'u32'),
      tokens: workspace.tensor('loss tokens', [capacity, TOKEN_FIELDS.length]),
      results: workspace.tensor('results', [capacity, RESULT_FIELDS.length]),
    };
    this.#accumulate = new Plan(gpu, 'accumulate');
    this.#forward = new PackedForward(this.#accumulate, workspace, parameters, capacity, { training: true });
    this.#recordLoss();
    this.#forward.backward(this.#accumulate);
    this.#optimizer = new Optimizer(gpu, parameters, options.optimizer);
  }

  /** Updates made so far. */
  get updates(): number {
    return this.#optimizer.updates;
  }

  set updates(count: number) {
    this.#optimizer.updates = count;
  }

  /** A learner of micro-batches of at most `capacity` rows. The parameters must have been made for training. */
  static async create(
    gpu: Gpu,
    parameters: Parameters,
    capacity: number,
    options: { loss: PolicyLossOptions; optimizer: OptimizerOptions },
  ): Promise<Learner> {
    const learner = new Learner(gpu, parameters, capacity, options);
    await learner.#accumulate.seal();
    await learner.#optimizer.seal();
    return learner;
  }

  /** The head, the loss over its logits, and the gradients of head and hidden states, chunk by chunk. */
  #recordLoss(): void {
    const { parameters } = this;
    const { vocab_size: vocab, hidden_size: width } = parameters.config;
    const head = outputHead(parameters);
    const { hidden } = this.#forward;
    const plan = this.#accumulate;
    const dhidden = this.#workspace.take(this.capacity, width);
    recordHead(plan, this.#workspace, parameters, hidden.value, ({ logits, hidden: chunk, offset, rows, stride }) => {
      const { targets, tokens, results } = this.#inputs;
      policyLoss(
        plan,
        { logits, targets, tokens, results },
        { rows, offset, vocab, stride, options: () => plan.settings, write_gradient: true },
      );
      const part = view(dhidden, 'd hidden chunk', offset * width, chunk.shape);
      matmul(plan, { a: logits, b: head.weight, c: part }, { layout: 'nn', m: rows, n: width, k: vocab, lda: stride });
      matmul(
        plan,
        { a: logits, b: chunk, c: head.gradient! },
        { layout: 'tn', m: vocab, n: width, k: rows, lda: stride, accumulate: true },
      );
    });
    hidden.gradient = dhidden;
  }

  /** Adds the gradients of one micro-batch; `results` stay on the GPU until the next one. */
  #run(batch: readonly Sequence[]): number {
    const { gpu } = this;
    const { targets, ...sizes } = this.#forward.load(batch);
    gpu.write(this.#inputs.targets, targets);
    gpu.write(this.#inputs.tokens, lossTokens(batch));
    this.#accumulate.settings = policyLossUniforms(this.loss);
    this.#accumulate.run(sizes);
    return sizes.rows;
  }

  /** Adds the gradients of these sequences, without an update. Returns the rows' results. */
  async accumulate(sequences: readonly Sequence[]): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const batch of microBatches(sequences, this.capacity)) {
      const rows = this.#run(batch);
      parts.push(await this.gpu.readFloats(this.#rowsOfResults(rows)));
    }
    return concat(parts);
  }

  /** One optimizer step over these sequences. The weights in their loss fields are those of the whole step. */
  async update(sequences: readonly Sequence[], learning_rate: number): Promise<UpdateResult> {
    const results = await this.accumulate(sequences);
    return { results, ...(await this.#optimizer.step(learning_rate)) };
  }

  #rowsOfResults(rows: number): Tensor {
    return view(this.#inputs.results, 'results', 0, [rows, RESULT_FIELDS.length]);
  }

  destroy(): void {
    this.#accumulate.destroy();
    this.#optimizer.destroy();
    this.#workspace.destroy();
  }
}

function concat(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
