/** A token of a program that is looked at elsewhere: on the curve of its loss. */
import type { ShownGroup } from './run-state';

/** Measures that the tokens of a program can be coloured by. */
export type Quantity = 'push' | 'contribution' | 'advantage' | 'ratio' | 'log_prob' | 'entropy';

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
  shown: ShownGroup;
  /** Where the slider stood. */
  cursor: number | null;
  /** Which program of the group that is, best first, from 1. */
  program: number;
  token: CurveToken;
}

/** A token on the curves of the losses. */
export interface CurveToken {
  /** δ, above 0. */
  ratio: number;
  /** A, not 0: its sign is the tab that the token is on. */
  advantage: number;
  /** δ of its whole sequence. Without it nothing is said of GSPO. */
  sequence_ratio?: number;
  /** What it is called in the figure. */
  label?: string;
  /** The `loss_type` that trained on it: its curve carries the label. */
  loss?: string;
}
