import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/tasks/families';
import type { Space } from '../../../src/tasks/families/family';
import { evaluateMeaning, type FunctionClass, listOutlines, Table, valueKey } from '../../../src/tasks/families/table';

const spaces = new Map<string, Space>();
for (const { levels } of FAMILIES) for (const { space } of levels) spaces.set(space.name, space);

/** What JavaScript itself makes of a program. Only for programs that a family wrote. */
const compiled = (program: string) => new Function(`return ${program}`)() as (...args: unknown[]) => unknown;

const functionsOf = (table: Table): FunctionClass[] =>
  table.space.levels.flatMap((_, index) => {
    const { train, heldout } = table.level(index + 1);
    return [...train, ...heldout];
  });

describe.each([...spaces.values()])('the functions of $name', (space) => {
  const table = new Table(space);
  const functions = functionsOf(table);

  it('are what their programs compute, in every way of writing them', () => {
    for (const { meaning, programs } of functions) {
      for (const program of programs) {
        const run = compiled(program);
        for (const args of table.inputs.args) {
          const expected = evaluateMeaning(meaning, args);
          if (expected === undefined) continue;
          const result = run(...structuredClone(args)) as typeof expected;
          expect(valueKey(result), `${program} of ${args}`).toBe(valueKey(expected));
        }
      }
    }
  });

  it('differ from each other and from every argument as it came, so that no function is on both sides of the split', () => {
    const results = functions.map((one) => one.results.join());
    expect(new Set(results).size).toBe(functions.length);
    for (const { meaning } of functions) {
      for (const at of table.inputs.args[0].keys()) {
        expect(table.inputs.args.every((args) => valueKey(args[at]) === String(evaluateMeaning(meaning, args)))).toBe(
          false,
        );
      }
    }
  });

  it('are held out one in eight, each made of parts that training has too', () => {
    for (const index of space.levels.keys()) {
      const { train, heldout } = table.level(index + 1);
      expect(heldout.length).toBe(Math.ceil((train.length + heldout.length) / 8));
      const known = new Set(train.flatMap(({ meaning }) => meaning.parts));
      for (const { meaning } of heldout) expect(meaning.parts.filter((part) => !known.has(part))).toEqual([]);
    }
  });

  it('do not depend on which level is asked for first', () => {
    const other = new Table(space);
    const last = space.levels.length;
    const textOf = ({ programs, split, results }: FunctionClass) => [programs, split, [...results]];
    const texts = (from: Table, level: number) => {
      const { train, heldout } = from.level(level);
      return [...train, ...heldout].map(textOf);
    };
    expect(texts(other, last)).toEqual(texts(table, last));
    expect(texts(other, 1)).toEqual(texts(table, 1));
  });

  it('have neighbours that differ in one part', () => {
    for (const one of functions) {
      const outlines = listOutlines(one.meaning);
      for (const other of table.neighbours(one)) {
        expect(other.level).toBe(one.level);
        expect(listOutlines(other.meaning).some((outline) => outlines.includes(outline))).toBe(true);
      }
    }
  });
});
