/** Greedy choice of inputs: random ones leave wrong functions alive, so each next one is that which leaves the fewest. */

/**
 * Inputs, of the candidates, that together tell a function from its rivals: each next one is the first of those that
 * leave the fewest rivals. It ends when none is left and there are `fewest`, or at `most`; once none can be told apart
 * any more, the choice begins again with all rivals, so that what is left over tells them apart a second time.
 */
export function tellApart(
  target: Int32Array,
  rivals: readonly Int32Array[],
  candidates: readonly number[],
  fewest: number,
  most: number,
): number[] {
  const left = [...candidates];
  const chosen: number[] = [];
  const others = rivals.filter((rival) => rival !== target);
  let alive = others;
  let told = false;
  while (left.length > 0 && chosen.length < most && !(told && chosen.length >= fewest)) {
    const counts = left.map((at) => countEqual(alive, target, at));
    const best = Math.min(...counts);
    if (best === alive.length) {
      told = true;
      if (alive === others) break;
      alive = others;
      continue;
    }
    const [at] = left.splice(counts.indexOf(best), 1);
    chosen.push(at);
    alive = alive.filter((rival) => rival[at] === target[at]);
    if (alive.length === 0) {
      told = true;
      alive = others;
    }
  }
  while (chosen.length < fewest && left.length > 0) chosen.push(left.shift()!);
  return chosen;
}

function countEqual(rivals: readonly Int32Array[], target: Int32Array, at: number): number {
  let count = 0;
  for (const rival of rivals) if (rival[at] === target[at]) count++;
  return count;
}
