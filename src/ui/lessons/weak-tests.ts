/**
 * The problems of the lesson on weak tests, as JSONL. At level 1 a spec is paid by one lazy test: a list that is sorted,
 * positive, even and short already, so that most of the spec can be left out unnoticed. At level 2 the same spec is paid by
 * honest tests. What is held out, at both levels, is the same spec with honest tests.
 */
import { Random } from '../../common/random';
import { isSound } from '../../tasks/spec-to-function/meaning';
import { evaluate, parseSpec, type Spec } from '../../tasks/spec-to-function/spec';
import { drawTests } from '../../tasks/spec-to-function/tests';

const SPECS = 32;
const STEPS = 3;
const LAZY_INPUT = [2, 4];
/** Steps that leave the lazy input as it is. */
const UNNOTICED = [
  'keep pos',
  'keep even',
  'sort',
  'each abs',
  ...[3, 4, 5].flatMap((n) => [`first ${n}`, `last ${n}`]),
  ...[1, 2].map((n) => `each max ${n}`),
  ...[4, 5, 6, 7, 8, 9].map((n) => `each min ${n}`),
];

export function weakTestProblems(): string {
  return [...drawSpecs()]
    .flatMap(([text, spec]) => {
      const lazy = [{ args: [LAZY_INPUT], expected: evaluate(spec.steps, LAZY_INPUT) }];
      const honest = drawTests(spec, 0);
      return [
        row(text, 1, 'train', lazy),
        row(text, 2, 'train', honest),
        row(text, 1, 'heldout', honest),
        row(text, 2, 'heldout', honest),
      ];
    })
    .join('\n');
}

/** Specs of such steps, each of which matters to honest tests. */
function drawSpecs(): Map<string, Spec> {
  const random = new Random(0, 'weak-tests');
  const specs = new Map<string, Spec>();
  while (specs.size < SPECS) {
    const text = `a: ${random.shuffle(UNNOTICED).slice(0, STEPS).join(', ')}`;
    const spec = parseSpec(text);
    if (isSound(spec)) specs.set(text, spec);
  }
  return specs;
}

function row(text: string, level: number, split: 'train' | 'heldout', tests: readonly object[]): string {
  const id = `${split} ${level}/${text}`;
  return JSON.stringify({ id, prompt: `${text}\n`, entry: 'f', prefix: 'const f=', level, split, tests });
}
