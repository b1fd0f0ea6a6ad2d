/** The head of a reward model on a packed forward pass: one score per sequence, from the hidden state of its last token. */
import type { Sizes } from '../kernels/device/plan';
import type { Tensor } from '../kernels/device/tensor';
import { valueHead, valueHeadBackward } from '../kernels/value-head';
import { rowsOf, type Sequence } from './batch';
import type { PackedForward } from './packed';

/** The number of sequences, read from the sizes of a run. */
const SEQUENCES = (sizes: Sizes): number => sizes.sequences;

/**
 * A text as a sequence of a packed batch, whose last token is only a target: here it is an input too, the one whose hidden
 * state is scored, before a target that nothing reads.
 */
export function scoredSequence(tokens: ArrayLike<number>): Sequence {
  if (tokens.length === 0) throw new RangeError('a text without tokens has no score');
  return { tokens: [...Array.from(tokens), 0] };
}

export class ValueHead {
  /** [capacity], of which the first are the batch's. */
  readonly scores: Tensor;
  readonly #last: Tensor;

  /** Records the scores of the batch that `forward` computes. */
  constructor(private readonly forward: PackedForward) {
    const { workspace, capacity, parameters, tape, hidden } = forward;
    this.scores = workspace.tensor('scores', [capacity]);
    this.#last = workspace.tensor('last rows', [capacity], 'u32');
    const { weight } = parameters.get('score');
    const { value: x, width } = hidden;
    valueHead(tape.plan, { x, last: this.#last, weight, scores: this.scores }, { sequences: SEQUENCES, width });
  }

  /** Records the gradients of head and hidden states from those of the scores: [capacity]. */
  backward(dscores: Tensor): void {
    const { workspace, capacity, parameters, tape, hidden } = this.forward;
    const { weight, gradient } = parameters.get('score');
    const { value: x, width } = hidden;
    const dx = workspace.take(capacity, width);
    valueHeadBackward(
      tape.plan,
      { x, last: this.#last, weight, dscores, dx, dweight: gradient! },
      { sequences: SEQUENCES, width },
    );
    hidden.gradient = dx;
  }

  /** Writes the batch's inputs and last rows; returns what the plan runs with. */
  load(batch: readonly Sequence[]): { rows: number; distinct: number; sequences: number } {
    const { rows, distinct } = this.forward.load(batch);
    let end = 0;
    const last = Uint32Array.from(batch, (sequence) => {
      end += rowsOf(sequence);
      return end - 1;
    });
    this.forward.workspace.gpu.write(this.#last, last);
    return { rows, distinct, sequences: batch.length };
  }
}
