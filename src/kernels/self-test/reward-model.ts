/** Checks of what a reward model has of its own: a head of one value, and the loss of pairs. */
import { bradleyTerry, bradleyTerryBackward } from '../bradley-terry';
import * as bradleyTerryReference from '../bradley-terry/reference';
import { valueHead, valueHeadBackward } from '../value-head';
import * as valueHeadReference from '../value-head/reference';
import type { TestBench } from './test-bench';

export function checkValueHead(bench: TestBench): Promise<number> {
  const [width, ends] = [20, [1, 4, 9]];
  const sequences = ends.length;
  const last = ends.map((end) => end - 1);
  const [values, head, gradient] = [bench.normals(10 * width), bench.normals(width), bench.normals(sequences)];
  const reference = valueHeadReference.valueHeadBackward(values, last, head, gradient);
  const given = { x: bench.put(values), last: bench.put(last, 'u32'), weight: bench.put(head) };
  const [scores, dscores] = [bench.zeros(sequences), bench.put(gradient)];
  const [dx, dweight] = [bench.zeros(10, width), bench.zeros(width)];
  return bench.compare(
    (plan) => {
      valueHead(plan, { ...given, scores }, { sequences, width });
      valueHeadBackward(plan, { ...given, dscores, dx, dweight }, { sequences, width });
    },
    [scores, valueHeadReference.valueHead(values, last, head)],
    [dx, reference.dx],
    [dweight, reference.dweight],
  );
}

export function checkBradleyTerry(bench: TestBench): Promise<number> {
  const [sequences, weight] = [7, 0.25];
  const given = bench.normals(sequences);
  const chosen: [number, number][] = bench.integers(12, sequences).map((a, i) => [a, (a + 1 + (i % 5)) % sequences]);
  const expected = chosen.map(([c, r]) => bradleyTerryReference.pairResult(given[c], given[r]));
  const [scores, pairs] = [bench.put(given), bench.put(chosen.flat(), 'u32')];
  const [results, dscores] = [bench.zeros(chosen.length, 3), bench.zeros(sequences)];
  return bench.compare(
    (plan) => {
      bradleyTerry(plan, { scores, pairs, results }, { pairs: chosen.length });
      bradleyTerryBackward(plan, { pairs, results, dscores }, { sequences, pairs: chosen.length, weight });
    },
    [results, expected.flatMap(({ margin, loss, slope }) => [margin, loss, slope])],
    [dscores, bradleyTerryReference.bradleyTerryBackward(given, chosen, weight)],
  );
}
