/** Token embeddings in float64. */

/** y[r,:] = table[tokens[r],:]. */
export function embedding(tokens: ArrayLike<number>, table: ArrayLike<number>, width: number): Float64Array {
  return Float64Array.from({ length: tokens.length * width }, (_, i) => {
    return table[tokens[Math.floor(i / width)] * width + (i % width)];
  });
}

/** The gradient of Σ dy ⊙ y with respect to the table: [vocabulary, width]. */
export function embeddingBackward(
  tokens: ArrayLike<number>,
  dy: ArrayLike<number>,
  vocabulary: number,
  width: number,
): Float64Array {
  const dtable = new Float64Array(vocabulary * width);
  for (let i = 0; i < dy.length; i++) dtable[tokens[Math.floor(i / width)] * width + (i % width)] += dy[i];
  return dtable;
}
