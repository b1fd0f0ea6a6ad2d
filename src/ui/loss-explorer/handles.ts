/** What can be dragged in the figure of F: bounds along the ratio, GPPO's weights along F. */
import { getLoss } from '../../losses/options';
import type { ParameterName, Parameters } from '../../losses/parameters';
import { CURVES, type CurveLoss, type Domain } from './curves';

export interface Handle {
  name: ParameterName;
  label: string;
  /** A bound moves along the ratio, a weight along F. */
  along: 'ratio' | 'gradient_factor';
  /** Where it stands. */
  ratio: number;
  gradient_factor: number;
  /** How far F moves with the value: the bound that a weight multiplies. */
  edge: number;
  /** What a slider says of it: the bound, or the weight, and between what it moves. */
  value: number;
  min: number;
  max: number;
  /** The parameter's value when the handle is moved to `value`. */
  parameter(value: number): number;
}

/** "1 + ε high = 1.28". */
export const handleText = (handle: Handle): string =>
  `${handle.label} = ${handle.parameter(handle.value) === 0 && handle.along === 'ratio' ? 'none' : handle.value.toFixed(2)}`;

/** A step of the arrow keys; a page is ten of them. */
const HANDLE_STEP = 0.01;

/** The handles of a tab, given the losses in view. */
export function placeHandles(
  losses: readonly CurveLoss[],
  sign: 1 | -1,
  parameters: Parameters,
  [from, to]: Domain,
): Handle[] {
  const read = (name: ParameterName, but?: CurveLoss) =>
    losses.some((loss) => loss !== but && CURVES[loss].reads.includes(name));
  const { epsilon, epsilon_high, delta, gppo_only_high, gppo_beta_low, gppo_beta_high, cispo_min, cispo_max } =
    parameters;
  const low = 1 - epsilon;
  const high = 1 + epsilon_high;
  const handles: (Handle | false)[] = [
    sign < 0 && read('epsilon') && bound('epsilon', '1 − ε low', low, from, 0.99, (at) => 1 - at),
    sign > 0 &&
      losses.some((loss) => getLoss(loss).linked) &&
      bound('epsilon', '1 + ε', 1 + epsilon, 1.01, Math.min(to, 1.99), (at) => at - 1),
    sign > 0 && read('epsilon_high') && bound('epsilon_high', '1 + ε high', high, 1.01, to, (at) => at - 1),
    sign < 0 && delta !== null && read('delta') && bound('delta', 'c', delta, 1.01, to),
    read('cispo_min') &&
      bound('cispo_min', 'w min', cispo_min, from, Math.min(1, cispo_max), (at) => (at <= from ? 0 : at)),
    read('cispo_max') && bound('cispo_max', 'w max', cispo_max, Math.max(cispo_min, 0.5), to),
    sign < 0 &&
      !gppo_only_high &&
      read('gppo_beta_low') &&
      weight('gppo_beta_low', 'β low', gppo_beta_low, low, between(from, low)),
    sign > 0 && read('gppo_beta_high') && weight('gppo_beta_high', 'β high', gppo_beta_high, high, between(high, to)),
  ];
  return handles.filter((handle) => handle !== false);
}

function bound(
  name: ParameterName,
  label: string,
  at: number,
  min: number,
  max: number,
  parameter: (at: number) => number = (value) => value,
): Handle {
  const value = Math.min(Math.max(at, min), max);
  return { name, label, along: 'ratio', ratio: value, gradient_factor: 0, edge: 0, value, min, max, parameter };
}

/** A weight β shows as the height β·bound of the plateau beyond the bound. */
function weight(name: ParameterName, label: string, beta: number, edge: number, ratio: number): Handle {
  const value = Math.min(beta, 2);
  return {
    name,
    label,
    along: 'gradient_factor',
    ratio,
    gradient_factor: value * edge,
    edge,
    value,
    min: 0,
    max: 2,
    parameter: (at) => at,
  };
}

const between = (a: number, b: number) => Math.sqrt(a * b);

/** The parameter's new value for a wish, held between the handle's ends and rounded as its steps are. */
export function moved(handle: Handle, wish: number): number {
  const held = Math.min(Math.max(wish, handle.min), handle.max);
  return roundOff(handle.parameter(Math.round(held / HANDLE_STEP) * HANDLE_STEP));
}

/** Without the last digits of binary fractions: 0.2, where 1 − 0.8 is 0.19999999999999996. */
export const roundOff = (value: number): number => Number(value.toFixed(4));

/** The value that a key asks for; undefined for keys that move nothing. */
export function keyed({ value, min, max }: Handle, key: string): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return value + HANDLE_STEP;
    case 'ArrowLeft':
    case 'ArrowDown':
      return value - HANDLE_STEP;
    case 'PageUp':
      return value + 10 * HANDLE_STEP;
    case 'PageDown':
      return value - 10 * HANDLE_STEP;
    case 'Home':
      return min;
    case 'End':
      return max;
    default:
      return undefined;
  }
}

/** The row of each label so that none covers another: `lefts` and `widths` in pixels, row 0 the lowest. */
export function labelRows(lefts: readonly number[], widths: readonly number[]): number[] {
  const ends: number[] = [];
  const rows: number[] = Array(lefts.length).fill(0);
  const order = lefts.map((_, i) => i).sort((a, b) => lefts[a] - lefts[b]);
  for (const i of order) {
    const free = ends.findIndex((end) => end <= lefts[i]);
    rows[i] = free < 0 ? ends.length : free;
    ends[rows[i]] = lefts[i] + widths[i];
  }
  return rows;
}
