/** The sequences and heads that the checks of attention and its neighbours run on. */
import type { Heads } from '../attention';

export const LENGTHS = [1, 9, 70];
export const HEADS: Heads = { heads: 4, kvHeads: 2, headDim: 16 };
