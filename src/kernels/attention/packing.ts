/** The row tables of a packed batch: sequences end to end, every row seeing itself and the earlier rows of its sequence. */

export interface Packing {
  /** Number of rows of all sequences. */
  rows: number;
  /** [rows]: the row's place in its sequence. */
  positions: Uint32Array<ArrayBuffer>;
  /** [rows, 2]: the first row that the row sees, and the number of rows it sees. */
  spans: Uint32Array<ArrayBuffer>;
  /** [rows]: one past the last row of the row's sequence. */
  ends: Uint32Array<ArrayBuffer>;
}

/** The tables for sequences of these lengths. */
export function packSequences(lengths: ArrayLike<number>): Packing {
  let rows = 0;
  for (let i = 0; i < lengths.length; i++) rows += lengths[i];
  const positions = new Uint32Array(rows);
  const spans = new Uint32Array(2 * rows);
  const ends = new Uint32Array(rows);
  let first = 0;
  for (let i = 0; i < lengths.length; i++) {
    const end = first + lengths[i];
    for (let row = first; row < end; row++) {
      positions[row] = row - first;
      spans[2 * row] = first;
      spans[2 * row + 1] = row - first + 1;
      ends[row] = end;
    }
    first = end;
  }
  return { rows, positions, spans, ends };
}
