/**
 * The hidden tests of a problem. Random inputs leave wrong programs alive, so they are chosen: from a pool drawn for
 * this problem, each time the input that catches most of the neighbours caught least so far.
 */
import { Random } from '../../common/random';
import type { Test } from '../../sandbox/types';
import { drawInput, EDGES } from './inputs';
import { agree, evaluateSpec, shortenings, valueKey } from './meaning';
import { evaluate, isWellTyped, printSpec, type Spec, type Step } from './spec';
import { STEPS, type Value } from './steps';

const FEWEST = 6;
const MOST = 8;
/** Inputs to choose from, and how many more are tried for neighbours that none of them catches. */
const POOL = 48;
const MORE = 400;

interface Candidate {
  input: Value;
  expected: Value;
  /** For each rival, whether it gives another result than the spec does. */
  catches: boolean[];
}

/** 6 to 8 tests of a sound spec, an edge case among them; a function of the spec and the seed. No input comes twice. */
export function drawTests(spec: Spec, seed: number): Test[] {
  const random = new Random(seed, 'tests', printSpec(spec));
  const [first, ...others] = drawPool(spec, random);
  const chosen = [first];
  const pool = random.shuffle(others);
  const caught = first.catches.map(Number);
  const catchable = caught.map((count, rival) => count > 0 || pool.some(({ catches }) => catches[rival]));
  const isDone = () => caught.every((count, rival) => count > 0 || !catchable[rival]);
  const gain = ({ catches }: Candidate) =>
    catches.reduce((sum, isCaught, rival) => sum + (isCaught ? 4 ** -caught[rival] : 0), 0);

  while (pool.length > 0 && chosen.length < MOST && (chosen.length < FEWEST || !isDone())) {
    const gains = pool.map(gain);
    const [best] = pool.splice(gains.indexOf(Math.max(...gains)), 1);
    best.catches.forEach((isCaught, rival) => {
      if (isCaught) caught[rival]++;
    });
    chosen.push(best);
  }
  return chosen.map(({ input, expected }) => ({ args: [input], expected: unsigned(expected) }));
}

/** Distinct inputs on which the spec is well defined, an edge case first where one is legal, with what they catch. */
function drawPool(spec: Spec, random: Random): Candidate[] {
  const rivals = neighbours(spec);
  const pool = new Map<string, Candidate>();
  const add = (input: Value, isWanted: (catches: boolean[]) => boolean = () => true) => {
    const expected = evaluateSpec(spec, input);
    if (expected === undefined || pool.has(valueKey(input))) return;
    const catches = rivals.map((steps) => valueKey(evaluate(steps, input)) !== valueKey(expected));
    if (isWanted(catches)) pool.set(valueKey(input), { input, expected, catches });
  };
  for (const edge of random.shuffle(EDGES[spec.type])) add(edge);
  for (let draw = 0; draw < MORE && pool.size < POOL; draw++) add(drawInput(random, spec.type));

  const isMissed = (rival: number) => [...pool.values()].every(({ catches }) => !catches[rival]);
  const missed = rivals.flatMap((steps, rival) => (isMissed(rival) && !agree(spec, steps) ? [rival] : []));
  for (let draw = 0; draw < MORE && missed.some(isMissed); draw++) {
    add(drawInput(random, spec.type), (catches) => missed.some((rival) => catches[rival]));
  }

  const candidates = [...pool.values()];
  const constants = frequent(candidates.map(({ expected }) => valueKey(expected)));
  for (const { expected, catches } of candidates)
    catches.push(...constants.map((other) => other !== valueKey(expected)));
  return candidates;
}

/** The results so common that all tests might have them: programs that always give one of these are rivals too. */
function frequent(keys: string[]): string[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts.keys()].filter((key) => counts.get(key)! >= FEWEST);
}

/** JSON has no -0; the judge asks for the sign of a zero only where the expected value is tagged. */
function unsigned(value: Value): Value {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? value + 0 : value.map((element) => element + 0);
}

/**
 * The well-typed neighbours of a spec, each as its steps: a run of steps left out (down to the identity), two
 * neighbouring steps swapped, an argument off by one, a step exchanged for another of the same types.
 * Some may do the same as the spec.
 */
export function neighbours(spec: Spec): Step[][] {
  const { type, steps } = spec;
  const swaps = steps.slice(1).map((step, index) => steps.toSpliced(index, 2, step, steps[index]));
  const changes = steps.flatMap((step, index) =>
    [...shifted(step), ...exchanged(step)].map((other) => steps.with(index, other)),
  );
  return [...shortenings(spec), ...swaps.filter((swapped) => isWellTyped(type, swapped)), ...changes];
}

function shifted({ kind, argument }: Step): Step[] {
  const choices = kind.argument ?? [];
  const at = choices.indexOf(argument);
  return [at - 1, at + 1].filter((index) => index in choices).map((index) => ({ kind, argument: choices[index] }));
}

function exchanged({ kind, argument }: Step): Step[] {
  return STEPS[kind.from]
    .filter((other) => other !== kind && other.to === kind.to)
    .map((other) => {
      const same = other.argument?.includes(argument);
      return { kind: other, argument: same ? argument : (other.argument?.[1] ?? '') };
    });
}
