import { describe, expect, it } from 'vitest';
import { tellApart } from '../../../src/tasks/families/choose';

const results = (...ids: number[]) => Int32Array.from(ids);
const target = results(1, 1, 1, 1);

describe('tellApart', () => {
  it('takes the input that leaves the fewest rivals first, and the earlier of two that leave as many', () => {
    const rivals = [results(2, 1, 2, 1), results(1, 2, 2, 1), results(1, 1, 1, 2)];
    expect(tellApart(target, rivals, [0, 1, 2, 3], 1, 4)).toEqual([2, 3]);
    expect(tellApart(target, rivals, [3, 2, 1, 0], 1, 4)).toEqual([2, 3]);
    expect(tellApart(target, [results(2, 2, 1, 1)], [1, 0], 1, 4)).toEqual([1]);
  });

  it('ends at the most, goes on to the fewest, and leaves out the function itself', () => {
    const rivals = [target, results(2, 1, 1, 1), results(1, 2, 1, 1), results(1, 1, 2, 1)];
    expect(tellApart(target, rivals, [0, 1, 2, 3], 1, 2)).toEqual([0, 1]);
    expect(tellApart(target, [target], [3, 1], 2, 4)).toEqual([3, 1]);
  });

  it('tells apart a second time with what is left over, also where some rival cannot be told apart', () => {
    const twice = [results(2, 2, 1, 1), target.slice()];
    expect(tellApart(target, twice, [2, 0, 1, 3], 2, 4)).toEqual([0, 1]);
  });
});
