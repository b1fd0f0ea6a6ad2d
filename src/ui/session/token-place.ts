/** A token of a program that is looked at elsewhere: on the curve of its loss. */
import type { Quantity } from '../inspector/quantities';
import type { CurveToken } from '../loss-explorer/token';
import type { Shown } from './session';

/** What the inspector shows. */
export interface Inspected {
  /** Which sample of the group. */
  number: number;
  /** Which token of it. */
  t: number;
  /** What the tokens are coloured by. */
  quantity: Quantity;
}

export interface TokenPlace extends Inspected {
  shown: Shown;
  /** Where the slider stood. */
  cursor: number | null;
  /** Which program of the group that is, best first, from 1. */
  program: number;
  token: CurveToken;
}
