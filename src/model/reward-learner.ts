/** Training of a reward model: packed texts forward, the Bradley-Terry loss of their pairs, backward, AdamW. */
import { bradleyTerry, bradleyTerryBackward, RESULT_FIELDS } from '../kernels/bradley-terry';
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import { type Tensor, view } from '../kernels/device/tensor';
import { Optimizer, type OptimizerOptions, type OptimizerStep } from './optimizer';
import { PackedForward } from './packed';
import type { Parameters } from './parameters';
import { scoredSequence, ValueHead } from './value-head';
import { Workspace } from './workspace';

/** Two texts as tokens. A text that is in several pairs is the same array in each of them, and then computed once. */
export interface TokenPair {
  chosen: readonly number[];
  rejected: readonly number[];
}

export interface PairResult {
  /** score(chosen) − score(rejected). */
  margin: number;
  /** −log σ(margin). */
  loss: number;
}

/** Pairs that fit into a micro-batch together, with the distinct texts that they are of. */
interface PairBatch {
  texts: (readonly number[])[];
  /** (chosen, rejected) as indices into the texts. */
  pairs: [chosen: number, rejected: number][];
}

export class RewardLearner {
  readonly #accumulate: Plan;
  readonly #optimizer: Optimizer;
  readonly #workspace: Workspace;
  readonly #head: ValueHead;
  readonly #pairs: Tensor;
  readonly #results: Tensor;

  private constructor(
    private readonly gpu: Gpu,
    readonly parameters: Parameters,
    readonly capacity: number,
    options: OptimizerOptions,
  ) {
    const workspace = new Workspace(gpu, 'learn rewards');
    const plan = new Plan(gpu, 'accumulate pairs');
    this.#workspace = workspace;
    this.#accumulate = plan;
    const forward = new PackedForward(plan, workspace, parameters, capacity, { training: true });
    this.#head = new ValueHead(forward);
    this.#pairs = workspace.tensor('pairs', [capacity, 2], 'u32');
    this.#results = workspace.tensor('results', [capacity, RESULT_FIELDS.length]);
    const dscores = workspace.tensor('d scores', [capacity]);
    const [pairs, results] = [this.#pairs, this.#results];
    bradleyTerry(plan, { scores: this.#head.scores, pairs, results }, { pairs: (sizes) => sizes.pairs });
    bradleyTerryBackward(
      plan,
      { pairs, results, dscores },
      { sequences: (sizes) => sizes.sequences, pairs: (sizes) => sizes.pairs, weight: (sizes) => sizes.weight },
    );
    this.#head.backward(dscores);
    forward.backward(plan);
    this.#optimizer = new Optimizer(gpu, parameters, options);
  }

  /** A learner of micro-batches of at most `capacity` tokens. The parameters must have been made for training. */
  static async create(
    gpu: Gpu,
    parameters: Parameters,
    capacity: number,
    options: OptimizerOptions,
  ): Promise<RewardLearner> {
    const learner = new RewardLearner(gpu, parameters, capacity, options);
    await learner.#accumulate.seal();
    await learner.#optimizer.seal();
    return learner;
  }

  /** Updates made so far. */
  get updates(): number {
    return this.#optimizer.updates;
  }

  set updates(count: number) {
    this.#optimizer.updates = count;
  }

  /** Adds the gradients of the mean loss over these pairs. Returns each pair's result, and the tokens computed for them. */
  async accumulate(pairs: readonly TokenPair[]): Promise<{ results: PairResult[]; tokens: number }> {
    const results: PairResult[] = [];
    let tokens = 0;
    for (const batch of pairBatches(pairs, this.capacity)) {
      const sizes = this.#head.load(batch.texts.map(scoredSequence));
      this.gpu.write(this.#pairs, batch.pairs.flat());
      this.#accumulate.run({ ...sizes, pairs: batch.pairs.length, weight: 1 / pairs.length });
      const values = await this.gpu.readFloats(view(this.#results, 'results', 0, [batch.pairs.length, 3]));
      for (let at = 0; at < values.length; at += 3) results.push({ margin: values[at], loss: values[at + 1] });
      tokens += sizes.rows;
    }
    return { results, tokens };
  }

  /** One optimizer step over these pairs. */
  async update(
    pairs: readonly TokenPair[],
    learning_rate: number,
  ): Promise<{ results: PairResult[]; tokens: number } & OptimizerStep> {
    const accumulated = await this.accumulate(pairs);
    return { ...accumulated, ...(await this.#optimizer.step(learning_rate)) };
  }

  destroy(): void {
    this.#accumulate.destroy();
    this.#optimizer.destroy();
    this.#workspace.destroy();
  }
}

/** Splits pairs, in order, into micro-batches whose distinct texts have at most `capacity` tokens, and as many pairs. */
export function pairBatches(pairs: readonly TokenPair[], capacity: number): PairBatch[] {
  const batches: PairBatch[] = [];
  let [places, tokens] = [new Map<readonly number[], number>(), 0];
  for (const { chosen, rejected } of pairs) {
    const fresh = () => [...new Set([chosen, rejected])].filter((text) => !places.has(text));
    const added = (texts: readonly (readonly number[])[]) => texts.reduce((sum, text) => sum + text.length, 0);
    const full = batches.length === 0 || batches.at(-1)!.pairs.length === capacity;
    if (full || tokens + added(fresh()) > capacity) {
      batches.push({ texts: [], pairs: [] });
      [places, tokens] = [new Map(), 0];
    }
    const batch = batches.at(-1)!;
    for (const text of fresh()) places.set(text, batch.texts.push(text) - 1);
    tokens = added(batch.texts);
    if (tokens > capacity) throw new RangeError(`a pair of ${tokens} tokens does not fit a micro-batch of ${capacity}`);
    batch.pairs.push([places.get(chosen)!, places.get(rejected)!]);
  }
  return batches;
}
