/**
 * A packed batch: sequences laid end to end, without padding. The row of token i predicts token i + 1, so a sequence of n
 * tokens has n − 1 rows; its last token is only a target.
 */
import { TOKEN_FIELDS } from '../kernels/policy-loss';

type TokenField = (typeof TOKEN_FIELDS)[number];

/** A sequence of n tokens. Each field of the loss has n − 1 values, one per target, or one number for all; an absent field is zero. */
export type Sequence = { tokens: ArrayLike<number> } & { [field in TokenField]?: ArrayLike<number> | number };

export const rowsOf = ({ tokens }: Sequence): number => Math.max(0, tokens.length - 1);

/** Splits sequences, in order, into micro-batches of at most `capacity` rows. */
export function microBatches(sequences: readonly Sequence[], capacity: number): Sequence[][] {
  const batches: Sequence[][] = [];
  let rows = capacity;
  for (const sequence of sequences) {
    const n = rowsOf(sequence);
    if (n > capacity) throw new RangeError(`a sequence of ${n} rows does not fit a micro-batch of ${capacity}`);
    if (batches.length === 0 || rows + n > capacity) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)!.push(sequence);
    rows += n;
  }
  return batches;
}

/** The inputs of the rows and their targets, end to end. */
export function inputsAndTargets(sequences: readonly Sequence[]): { inputs: Uint32Array; targets: Uint32Array } {
  const rows = sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
  const inputs = new Uint32Array(rows);
  const targets = new Uint32Array(rows);
  let at = 0;
  for (const sequence of sequences) {
    for (let i = 0; i < rowsOf(sequence); i++, at++) {
      inputs[at] = sequence.tokens[i];
      targets[at] = sequence.tokens[i + 1];
    }
  }
  return { inputs, targets };
}

/** The loss's fields of all rows: [rows, fields]. */
export function lossTokens(sequences: readonly Sequence[]): Float32Array {
  const rows = sequences.reduce((sum, sequence) => sum + rowsOf(sequence), 0);
  const width = TOKEN_FIELDS.length;
  const values = new Float32Array(rows * width);
  let at = 0;
  for (const sequence of sequences) {
    const n = rowsOf(sequence);
    TOKEN_FIELDS.forEach((field, column) => {
      const given = sequence[field] ?? 0;
      for (let i = 0; i < n; i++) values[(at + i) * width + column] = typeof given === 'number' ? given : given[i];
    });
    at += n;
  }
  return values;
}
