/** Where labels stand that would like to be at the ends of their lines: as near as they can, none over another. */

interface Block {
  /** Indexes of the labels it holds, from top to bottom. */
  labels: number[];
  /** Of its first label. */
  top: number;
}

/**
 * Positions for labels that want those given, at least `gap` apart and within [low, high] as far as there is room. Their
 * order stays, and the sum of squared shifts is the least there is (pooling of adjacent violators).
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const blocks: Block[] = [];
  const place = (labels: number[]): Block => {
    const free = labels.reduce((sum, label, i) => sum + wanted[label] - i * gap, 0) / labels.length;
    const room = high - (labels.length - 1) * gap;
    return { labels, top: Math.max(low, Math.min(free, room)) };
  };
  for (const label of order) {
    let block = place([label]);
    for (let above = blocks.at(-1); above && above.top + above.labels.length * gap > block.top; above = blocks.at(-1)) {
      block = place([...blocks.pop()!.labels, ...block.labels]);
    }
    blocks.push(block);
  }
  const positions = new Array<number>(wanted.length);
  for (const { labels, top } of blocks) {
    labels.forEach((label, i) => {
      positions[label] = top + i * gap;
    });
  }
  return positions;
}
