/**
 * Resumption of paused sequences: the tokens inserted into them go through the network as one batch, their keys and values to the
 * cache behind what their slots hold, and the last of each predicts the next token.
 */
import type { Gpu } from '../kernels/device/gpu';
import { type Deferred, Plan, type Sizes } from '../kernels/device/plan';
import { roundUp, type Tensor } from '../kernels/device/tensor';
import { embeddingForward } from '../kernels/embedding';
import type { SamplerUniforms } from '../kernels/sampler';
import { cachedAttention, type KvCache } from './attention';
import { attentionHeads } from './layout';
import { transformer } from './network';
import type { Parameters } from './parameters';
import { Tape } from './tape';
import type { Workspace } from './workspace';

/** A sequence to resume. */
export interface Resumed {
  slot: number;
  /** The token at which the sequence paused, from which nothing has been predicted, and the tokens inserted behind it. */
  tokens: readonly number[];
  /** Position of the first of these tokens. */
  position: number;
  /** Number of tokens sampled so far. */
  generated: number;
}

/** What all plans of generation share. */
interface Shared {
  cache: KvCache;
  ropeTable: Tensor;
  /** u32 [slots, 4] and [slots, 2], as the sampler takes them. */
  state: Tensor;
  work: Tensor;
  /** Records the head over `rows` hidden states, and the sampling of a token for each item of work. */
  recordSampling(plan: Plan<SamplerUniforms>, hidden: Tensor, rows: Deferred<number>): void;
}

/** Rows prefilled at a time, where the slots could ask for more. */
const ROWS = 1024;

export class Resumption {
  readonly #plan: Plan<SamplerUniforms>;
  readonly #capacity: number;
  readonly #rows: Record<'tokens' | 'slots' | 'positions' | 'last', Tensor>;

  /** `longest`: the most tokens of a resumed sequence. */
  constructor(
    private readonly gpu: Gpu,
    workspace: Workspace,
    parameters: Parameters,
    private readonly shared: Shared,
    longest: number,
  ) {
    const { config } = parameters;
    const slots = shared.state.shape[0];
    this.#plan = new Plan(gpu, 'resume');
    this.#capacity = roundUp(Math.max(longest, Math.min(slots * longest, ROWS)), 64);
    const integers = (label: string, ...shape: number[]) => workspace.tensor(label, shape, 'u32');
    this.#rows = {
      tokens: integers('inserted tokens', this.#capacity),
      slots: integers('inserted slots', this.#capacity),
      positions: integers('inserted positions', this.#capacity),
      last: integers('last inserted rows', slots),
    };
    const { tokens, slots: of, positions, last } = this.#rows;
    const width = config.hidden_size;
    const rows = (sizes: Sizes) => sizes.rows;
    const tape = new Tape(this.#plan, workspace, rows, this.#capacity, false);
    const embedded = tape.activation('embedded', width);
    embeddingForward(this.#plan, { tokens, table: parameters.get('embed').weight, y: embedded.value }, { rows, width });
    const spans = integers('inserted spans', this.#capacity, 2);
    const attention = cachedAttention(
      attentionHeads(config),
      { table: shared.ropeTable, slots: of, positions, spans },
      shared.cache,
    );
    const hidden = transformer(tape, config, (name) => parameters.get(name), attention, embedded);
    const lastHidden = workspace.tensor('last inserted hidden', [slots, width]);
    const sequences = (sizes: Sizes) => sizes.samples;
    embeddingForward(this.#plan, { tokens: last, table: hidden.value, y: lastHidden }, { rows: sequences, width });
    shared.recordSampling(this.#plan, lastHidden, sequences);
  }

  async seal(): Promise<void> {
    await this.#plan.seal();
  }

  /** Resumes the sequences; each has one more token after this. */
  run(sequences: readonly Resumed[], sampler: SamplerUniforms): void {
    this.#plan.settings = sampler;
    for (let at = 0; at < sequences.length; ) {
      let rows = 0;
      const from = at;
      while (at < sequences.length && rows + sequences[at].tokens.length <= this.#capacity) {
        rows += sequences[at++].tokens.length;
      }
      this.#runBatch(sequences.slice(from, at), rows);
    }
  }

  #runBatch(batch: readonly Resumed[], rows: number): void {
    const { gpu } = this;
    const { state, work } = this.shared;
    gpu.write(
      this.#rows.tokens,
      batch.flatMap(({ tokens }) => tokens),
    );
    gpu.write(
      this.#rows.slots,
      batch.flatMap(({ slot, tokens }) => tokens.map(() => slot)),
    );
    gpu.write(
      this.#rows.positions,
      batch.flatMap(({ position, tokens }) => tokens.map((_, i) => position + i)),
    );
    let end = 0;
    gpu.write(
      this.#rows.last,
      batch.map(({ tokens }) => {
        end += tokens.length;
        return end - 1;
      }),
    );
    gpu.write(
      work,
      batch.flatMap(({ slot }, row) => [row, slot]),
    );
    for (const { slot, tokens, position, generated } of batch) {
      gpu.write(state, [tokens.at(-1)!, position + tokens.length - 1, generated, 0], slot * state.shape[1]);
    }
    this.#plan.run({ rows, samples: batch.length });
  }

  destroy(): void {
    this.#plan.destroy();
  }
}
