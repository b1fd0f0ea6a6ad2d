/** The forward pass over packed batches: inputs on the GPU, the network, and the head in chunks of rows. */
import { packSequences } from '../kernels/attention';
import { type Plan, resolve, type Sizes } from '../kernels/device/plan';
import { roundUp, type Tensor, view } from '../kernels/device/tensor';
import { embeddingBackward, embeddingForward, sortTokens } from '../kernels/embedding';
import { matmul } from '../kernels/matmul';
import { ropeTable } from '../kernels/rope';
import { type PackedRows, packedAttention } from './attention';
import { inputsAndTargets, rowsOf, type Sequence } from './batch';
import { attentionHeads } from './layout';
import { type Attention, transformer } from './network';
import type { Parameter, Parameters } from './parameters';
import { type Activation, Tape } from './tape';
import type { Workspace } from './workspace';

/** Logits take at most this much memory at a time; where the vocabulary is large, the head works in chunks of rows. */
const LOGITS_BYTES = 32 * 2 ** 20;

/** The number of rows in use, read from the sizes of a run. */
const ROWS = (sizes: Sizes): number => sizes.rows;

export class PackedForward {
  readonly tape: Tape;
  readonly tokens: Tensor;
  readonly packed: PackedRows;
  readonly embedded: Activation;
  readonly hidden: Activation;
  /** Rows by token, for the embedding's gradient. */
  readonly #sorted?: Record<'order' | 'ranges', Tensor>;

  /** Records the network into `plan`; `attention` replaces the packed one where a cache is to be filled as well. */
  constructor(
    plan: Plan,
    readonly workspace: Workspace,
    readonly parameters: Parameters,
    readonly capacity: number,
    { training, attention }: { training: boolean; attention?: (packed: PackedRows) => Attention },
  ) {
    const { config } = parameters;
    if (training) {
      this.#sorted = {
        order: workspace.tensor('token order', [capacity], 'u32'),
        ranges: workspace.tensor('token ranges', [Math.min(capacity, config.vocab_size), 4], 'u32'),
      };
    }
    const heads = attentionHeads(config);
    const positions = config.max_position_embeddings;
    this.tokens = workspace.tensor('tokens', [capacity], 'u32');
    this.packed = {
      table: ropeTableTensor(workspace, config.head_dim, config.rope_theta, Math.min(positions, capacity)),
      positions: workspace.tensor('positions', [capacity], 'u32'),
      spans: workspace.tensor('spans', [capacity, 2], 'u32'),
      ends: workspace.tensor('ends', [capacity], 'u32'),
    };
    this.tape = new Tape(plan, workspace, ROWS, capacity, training);
    const embed = parameters.get('embed');
    this.embedded = this.tape.activation('embedded', config.hidden_size);
    embeddingForward(
      plan,
      { tokens: this.tokens, table: embed.weight, y: this.embedded.value },
      { rows: ROWS, width: config.hidden_size },
    );
    this.hidden = transformer(
      this.tape,
      config,
      (name) => parameters.get(name),
      attention?.(this.packed) ?? packedAttention(heads, this.packed),
      this.embedded,
    );
  }

  /** Records the backward of the whole network, embeddings included. The gradient of `hidden` must be set. */
  backward(plan: Plan): void {
    this.tape.backward(plan);
    embeddingBackward(
      plan,
      { ...this.#sorted!, dy: this.embedded.gradient!, dtable: this.parameters.get('embed').gradient! },
      { distinct: (sizes) => sizes.distinct, width: this.embedded.width },
    );
  }

  /** Writes the inputs of a batch; returns what the plan runs with, rows and distinct tokens, and the targets. */
  load(sequences: readonly Sequence[]): { rows: number; distinct: number; targets: Uint32Array } {
    const { gpu } = this.workspace;
    const longest = Math.min(this.parameters.config.max_position_embeddings, this.capacity);
    for (const sequence of sequences) {
      if (rowsOf(sequence) > longest)
        throw new RangeError(`a sequence of ${rowsOf(sequence)} rows; the most is ${longest}`);
    }
    const { inputs, targets } = inputsAndTargets(sequences);
    const { rows, positions, spans, ends } = packSequences(sequences.map(rowsOf));
    gpu.write(this.tokens, inputs);
    gpu.write(this.packed.positions, positions);
    gpu.write(this.packed.spans, spans);
    gpu.write(this.packed.ends, ends);
    return { rows, distinct: this.#sort(inputs), targets };
  }

  /** Writes where each distinct token is; returns the number of distinct tokens. */
  #sort(inputs: Uint32Array): number {
    if (!this.#sorted) return 0;
    const { order, ranges, distinct } = sortTokens(inputs, this.parameters.config.vocab_size);
    this.workspace.gpu.write(this.#sorted.order, order);
    this.workspace.gpu.write(this.#sorted.ranges, ranges);
    return distinct;
  }
}

export function ropeTableTensor(workspace: Workspace, headDim: number, theta: number, positions: number): Tensor {
  const table = workspace.tensor('rope table', [positions, headDim / 2, 2]);
  workspace.gpu.write(table, ropeTable(headDim, theta, positions));
  return table;
}

/** The language model's head: the embedding itself where it is tied. [vocabulary, hidden] */
export const outputHead = (parameters: Parameters): Parameter =>
  parameters.get(parameters.has('head') ? 'head' : 'embed');

/** A part of the rows whose logits are in memory at one time. */
interface LogitsChunk {
  /** [chunk rows, stride] */
  logits: Tensor;
  /** The chunk's rows of the hidden states. */
  hidden: Tensor;
  offset: number;
  /** The number of rows in use in this chunk. */
  rows: (sizes: Sizes) => number;
  stride: number;
}

/** Records logits = hidden · headᵀ chunk by chunk, each followed by what `use` records for it. */
export function recordHead(
  plan: Plan,
  workspace: Workspace,
  parameters: Parameters,
  hidden: Tensor,
  use: (chunk: LogitsChunk) => void,
): void {
  const { vocab_size: vocab, hidden_size: width } = parameters.config;
  const capacity = hidden.shape[0];
  const stride = roundUp(vocab, 4);
  // Chunks begin at multiples of 64 rows, hence at aligned offsets.
  const most = Math.max(64, Math.floor(LOGITS_BYTES / (4 * stride * 64)) * 64);
  const size = Math.min(capacity, most);
  const logits = workspace.tensor('logits', [size, stride]);
  const head = outputHead(parameters);
  for (let offset = 0; offset < capacity; offset += size) {
    const part = Math.min(size, capacity - offset);
    const rows = (sizes: Sizes) => Math.min(part, Math.max(0, resolve(ROWS, sizes) - offset));
    const chunk = view(hidden, 'hidden chunk', offset * width, [part, width]);
    matmul(plan, { a: chunk, b: head.weight, c: logits }, { layout: 'nt', m: rows, n: vocab, k: width, ldc: stride });
    use({ logits, hidden: chunk, offset, rows, stride });
  }
}
