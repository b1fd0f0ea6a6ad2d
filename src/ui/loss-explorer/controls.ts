/** What is set by hand beside the figure: the sign, the losses in view, a slider and a number for each parameter. */

import {
  isAllowed,
  PARAMETER_NAMES,
  PARAMETERS,
  type ParameterName,
  type Parameters,
  type ParameterValue,
} from '../../losses/parameters';
import { CURVE_LOSSES, CURVES, type CurveLoss } from './curves';
import { html, setAll, svg } from './dom';
import { LOOKS } from './looks';

/** A > 0 or A < 0. */
export class SignTabs {
  readonly root = html('fieldset', { class: 'sign' }, html('legend', { class: 'hidden' }, 'Sign of the advantage'));
  readonly #inputs: { sign: 1 | -1; input: HTMLInputElement }[];

  constructor(onChange: (sign: 1 | -1) => void) {
    this.#inputs = ([1, -1] as const).map((sign) => {
      const input = html('input', { type: 'radio', name: 'sign' });
      input.addEventListener('change', () => onChange(sign));
      this.root.append(html('label', {}, input, html('span', {}, sign > 0 ? 'A > 0' : 'A < 0')));
      return { sign, input };
    });
  }

  focus(): void {
    this.#inputs.find(({ input }) => input.checked)?.input.focus();
  }

  draw(sign: 1 | -1): void {
    for (const one of this.#inputs) one.input.checked = one.sign === sign;
  }
}

/** Which losses are shown; each with the line it is drawn with. */
export class LossChips {
  readonly root = html('fieldset', { class: 'losses' }, html('legend', { class: 'hidden' }, 'Losses in view'));
  readonly #inputs = new Map<CurveLoss, HTMLInputElement>();

  constructor(onChange: (shown: CurveLoss[]) => void) {
    for (const loss of CURVE_LOSSES) {
      const input = html('input', { type: 'checkbox', value: loss });
      input.addEventListener('change', () => onChange(CURVE_LOSSES.filter((one) => this.#inputs.get(one)!.checked)));
      this.#inputs.set(loss, input);
      this.root.append(html('label', {}, input, html('span', {}, swatch(loss), CURVES[loss].label)));
    }
  }

  draw(shown: readonly CurveLoss[]): void {
    for (const [loss, input] of this.#inputs) input.checked = shown.includes(loss);
  }
}

export function swatch(loss: CurveLoss): SVGSVGElement {
  const line = svg('line', {
    x1: 0,
    x2: 26,
    y1: 5,
    y2: 5,
    class: `curve ${loss}`,
    'stroke-width': 2.5,
    'stroke-dasharray': LOOKS[loss].dash || undefined,
  });
  return svg('svg', { class: 'swatch', width: 26, height: 10, 'aria-hidden': 'true' }, line);
}

interface Row {
  row: HTMLElement;
  draw(value: ParameterValue): void;
}

type OnParameter = (name: ParameterName, value: ParameterValue, done: boolean) => void;

export class ParameterRows {
  readonly root = html('fieldset', { class: 'parameters' }, html('legend', { class: 'hidden' }, 'Parameters'));
  readonly #rows: Record<ParameterName, Row>;

  constructor(onChange: OnParameter) {
    const made = PARAMETER_NAMES.map((name) => [name, makeRow(name, onChange)] as const);
    this.#rows = Object.fromEntries(made) as Record<ParameterName, Row>;
    this.root.append(...made.map(([, { row }]) => row));
  }

  /** Shows the parameters that a loss in view reads. */
  draw(losses: readonly CurveLoss[], parameters: Parameters): void {
    for (const name of PARAMETER_NAMES) {
      const { row, draw } = this.#rows[name];
      row.hidden = !losses.some((loss) => CURVES[loss].reads.includes(name));
      draw(parameters[name]);
    }
  }
}

/** The row of a parameter: its symbol, a slider and a number or a checkbox, and its meaning. */
function makeRow(name: ParameterName, onChange: OnParameter): Row {
  const { symbol, meaning, slider: ends, switched_on } = PARAMETERS[name];
  const row = html('div', { class: 'parameter', 'data-name': name });
  const addSwitch = (label: string, on: ParameterValue, off: ParameterValue) => {
    const input = html('input', { type: 'checkbox', 'aria-label': label });
    input.addEventListener('change', () => onChange(name, input.checked ? on : off, true));
    row.append(html('label', { class: 'symbol' }, input, symbol));
    return input;
  };
  if (!ends) {
    const flag = addSwitch(`${symbol}: ${meaning}`, true, false);
    row.append(html('small', {}, meaning));
    return {
      row,
      draw: (value) => {
        flag.checked = value === true;
      },
    };
  }
  const [min, max, step] = ends;
  const slider = html('input', { type: 'range', min, max, step, 'aria-label': `${symbol}, slider: ${meaning}` });
  const number = html('input', { type: 'number', step, 'aria-label': `${symbol}: ${meaning}` });
  for (const input of [slider, number]) {
    for (const type of ['input', 'change'] as const) {
      input.addEventListener(type, () => {
        const value = input.value === '' ? Number.NaN : Number(input.value);
        if (isAllowed(name, value)) onChange(name, value, type === 'change');
        else setAll(input, { 'aria-invalid': 'true' });
      });
    }
  }
  const switched = switched_on === undefined ? undefined : addSwitch('dual clip', switched_on, null);
  if (!switched) row.append(html('span', { class: 'symbol' }, symbol));
  row.append(slider, number, html('small', {}, meaning));
  return {
    row,
    draw: (value) => {
      if (switched) switched.checked = value !== null;
      slider.disabled = number.disabled = value === null;
      if (value === null) {
        number.value = '';
      } else {
        slider.value = String(value);
        // What is being typed is left as it is typed.
        if (Number(number.value) !== value || number.value === '') number.value = String(value);
      }
      number.removeAttribute('aria-invalid');
    },
  };
}
