/** Checks of the embedding of tokens. */
import { embeddingBackward, embeddingForward, sortTokens } from '../embedding';
import * as embeddingReference from '../embedding/reference';
import type { TestBench } from './test-bench';

export function checkEmbedding(bench: TestBench): Promise<number> {
  const [rows, vocabulary, width] = [41, 13, 20];
  const [ids, rowsOfTable] = [bench.integers(rows, vocabulary), bench.normals(vocabulary * width)];
  const [tokens, table, y] = [bench.put(ids, 'u32'), bench.put(rowsOfTable), bench.zeros(rows, width)];
  return bench.compare(
    (plan) => embeddingForward(plan, { tokens, table, y }, { rows, width }),
    [y, embeddingReference.embedding(ids, rowsOfTable, width)],
  );
}

export function checkEmbeddingBackward(bench: TestBench): Promise<number> {
  const [rows, vocabulary, width] = [41, 13, 20];
  const [ids, gradient] = [bench.integers(rows, vocabulary), bench.normals(rows * width)];
  const sorted = sortTokens(ids, vocabulary);
  const [order, ranges] = [bench.put(sorted.order, 'u32'), bench.put(sorted.ranges, 'u32')];
  const [dy, dtable] = [bench.put(gradient), bench.zeros(vocabulary, width)];
  return bench.compare(
    (plan) => embeddingBackward(plan, { order, ranges, dy, dtable }, { distinct: sorted.distinct, width }),
    [dtable, embeddingReference.embeddingBackward(ids, gradient, vocabulary, width)],
  );
}
