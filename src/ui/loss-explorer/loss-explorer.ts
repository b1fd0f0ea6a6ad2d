/**
 * `<loss-explorer>`: the gradient factor F over the ratio δ, for every loss that differs per token; its bounds can be
 * dragged. It stands alone: docs/loss-explorer.md says how another page takes it.
 */

import {
  defaultParameters,
  isAllowed,
  PARAMETER_NAMES,
  type ParameterName,
  type Parameters,
  type ParameterValue,
  parseParameter,
} from '../../losses/parameters';
import type { CurveToken } from '../session/token-place';
import { LossChips, ParameterRows, SignTabs, swatch } from './controls';
import { CURVES, type CurveLoss, curveOf, type Domain, inOrder, parseLosses } from './curves';
import { html } from './dom';
import { FactorFigure, type FigureState, type Marked } from './factor-figure';
import { LOOK_RULES } from './looks';
import { ratioDomain } from './scales';
import styles from './styles.css?inline';
import { SurrogateFigure } from './surrogate-figure';
import { batchText, factorTable, readingText, shareText } from './texts';
import { checkToken, tokenFactors } from './token';
import { TokenCard } from './token-card';
import { checkTokens, type RatioTokens, type ReadOut, readOut } from './tokens';

export type { Parameters } from '../../losses/parameters';
export type { CurveLoss } from './curves';
export type { RatioTokens, ReadOut } from './tokens';
export type { CurveToken };

/** What `input` and `change` carry. */
export interface LossExplorerState {
  losses: CurveLoss[];
  /** The sign of the advantage of the tokens in view. */
  sign: 'positive' | 'negative';
  parameters: Parameters;
  /** Null without tokens. */
  readout: ReadOut | null;
  /** The token on the curves, or null. */
  token: CurveToken | null;
}

/** What is shown when nothing else is asked for. */
const DEFAULT_LOSSES: CurveLoss[] = ['grpo', 'gppo', 'cispo'];
const AXIS_TEXT = 'δ = π / π old, the ratio of a token, on a logarithmic scale';

/** An attribute in its HTML form, for each parameter: `epsilon-high`. The option's own name is taken too. */
const attributeNames = (name: string): string[] => [...new Set([name.replaceAll('_', '-'), name])];

export class LossExplorer extends HTMLElement {
  static readonly observedAttributes = ['losses', 'sign', ...PARAMETER_NAMES.flatMap(attributeNames)];

  #losses: CurveLoss[] = DEFAULT_LOSSES;
  #sign: 1 | -1 = 1;
  #parameters: Parameters = defaultParameters();
  #tokens: RatioTokens | null = null;
  #token: CurveToken | null = null;
  /** By attribute, what is wrong with it. */
  readonly #problems = new Map<string, string>();

  #readout: ReadOut | null = null;
  #domain: Domain = [0.1, 5];
  #dragging = false;
  #frame: number | undefined;

  readonly #tabs = new SignTabs((sign) => {
    this.#sign = sign;
    this.#changed(true);
  });
  readonly #chips = new LossChips((losses) => {
    this.#losses = losses;
    this.#changed(true);
  });
  readonly #rows = new ParameterRows((name, value, done) => this.#set(name, value, done));
  readonly #factor = new FactorFigure({
    onMove: (name, value, done) => {
      this.#dragging = !done;
      this.#set(name, value, done);
    },
    onHover: (ratio) => {
      this.#reading.textContent =
        ratio === null ? AXIS_TEXT : readingText(ratio, this.#losses, this.#advantage, this.#parameters);
    },
  });
  readonly #surrogate = new SurrogateFigure();
  readonly #card = new TokenCard(() => {
    this.#token = null;
    this.#tabs.focus();
    this.#changed(true);
  });
  readonly #alert = html('p', { class: 'alert', role: 'alert' });
  readonly #reading = html('p', { class: 'reading' }, AXIS_TEXT);
  readonly #batch = html('div', { class: 'batch' });
  readonly #notes = html('ul', { class: 'notes' });
  readonly #table = html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'F at some ratios' });
  readonly #resized = new ResizeObserver(() => this.#redraw());

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${styles}\n${LOOK_RULES}`);
    root.adoptedStyleSheets = [sheet];
    root.append(
      html('div', { class: 'top' }, this.#tabs.root, this.#chips.root),
      this.#alert,
      html(
        'div',
        { class: 'figures' },
        html(
          'figure',
          { class: 'wide' },
          html('figcaption', {}, html('b', {}, 'F(δ)'), html('span', {}, 'the factor in ∇L = −E[ F(δ) · A · ∇log π ]')),
          this.#factor.root,
          this.#reading,
        ),
        html(
          'div',
          { class: 'side' },
          this.#card.root,
          html('section', { 'aria-label': 'What each loss does with the batch' }, this.#batch),
          html(
            'figure',
            {},
            html('figcaption', {}, html('b', {}, 'Surrogate'), html('span', {}, 'what is maximised, for |A| = 1')),
            this.#surrogate.root,
            html(
              'p',
              { class: 'reading' },
              'log π is counted from log π old. Where a loss holds a part of it constant, its slope is not its gradient: F is.',
            ),
          ),
        ),
        this.#rows.root,
      ),
      this.#notes,
      html('details', {}, html('summary', {}, 'The curves in numbers'), this.#table),
    );
    // The element has events of these names of its own.
    for (const type of ['input', 'change']) root.addEventListener(type, (event) => event.stopPropagation());
  }

  connectedCallback(): void {
    this.#resized.observe(this);
    this.#redraw();
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  attributeChangedCallback(attribute: string, _before: string | null, text: string | null): void {
    this.#problems.delete(attribute);
    try {
      if (attribute === 'losses') this.#losses = text === null ? DEFAULT_LOSSES : parseLosses(text);
      else if (attribute === 'sign') this.#sign = parseSign(text ?? 'positive');
      else {
        const name = attribute.replaceAll('-', '_') as ParameterName;
        const value = text === null ? defaultParameters()[name] : parseParameter(name, text);
        this.#parameters = { ...this.#parameters, [name]: value };
      }
    } catch (error) {
      this.#problems.set(attribute, (error as Error).message);
    }
    this.#redraw();
  }

  get losses(): CurveLoss[] {
    return [...this.#losses];
  }

  /** Throws a RangeError for a name that is no loss. */
  set losses(losses: readonly string[]) {
    this.#losses = inOrder(parseLosses(losses.join()));
    this.#redraw();
  }

  get sign(): 'positive' | 'negative' {
    return this.#sign > 0 ? 'positive' : 'negative';
  }

  set sign(sign: 'positive' | 'negative') {
    this.#sign = parseSign(sign);
    this.#redraw();
  }

  get parameters(): Parameters {
    return { ...this.#parameters };
  }

  /** Sets those that are given. Throws a RangeError for a value that a parameter cannot have. */
  set parameters(given: Partial<Parameters>) {
    const parameters: Record<string, ParameterValue> = { ...this.#parameters };
    for (const name of PARAMETER_NAMES) {
      const value = given[name];
      if (value === undefined) continue;
      if (!isAllowed(name, value)) parseParameter(name, String(value));
      parameters[name] = value;
    }
    this.#parameters = parameters as unknown as Parameters;
    this.#redraw();
  }

  /** The ratios and advantages of a batch; null for none. Throws a TypeError for what is no such thing. */
  get tokens(): RatioTokens | null {
    return this.#tokens;
  }

  set tokens(tokens: RatioTokens | null) {
    if (tokens) checkTokens(tokens);
    this.#tokens = tokens;
    this.#redraw();
  }

  /** A token to show on the curves; null for none. Throws a TypeError for what is no such thing. */
  get token(): CurveToken | null {
    return this.#token && { ...this.#token };
  }

  /** Brings its tab and the curve of its loss into view. */
  set token(token: CurveToken | null) {
    if (token) {
      checkToken(token);
      const loss = curveOf(token.loss ?? '');
      this.#sign = token.advantage > 0 ? 1 : -1;
      if (loss) this.#losses = inOrder([...this.#losses, loss]);
    }
    this.#token = token && { ...token };
    // At once: a page may put the focus into the slot.
    this.#card.root.hidden = token === null;
    this.#redraw();
  }

  get readout(): ReadOut | null {
    return this.#tokens && readOut(this.#tokens, this.#losses, this.#parameters);
  }

  #set(name: ParameterName, value: ParameterValue, done: boolean): void {
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#changed(done);
  }

  /** By the user's hand: drawn, and told to the page. */
  #changed(done: boolean): void {
    this.#redraw();
    const { losses, sign, parameters, readout, token } = this;
    const detail: LossExplorerState = { losses, sign, parameters, readout, token };
    this.dispatchEvent(new CustomEvent('input', { detail, bubbles: true }));
    if (done) this.dispatchEvent(new CustomEvent('change', { detail, bubbles: true }));
  }

  /** At the next frame: never in a page that is hidden, and once for many changes. */
  #redraw(): void {
    if (!this.isConnected) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  /** Whether the token is on the tab in view. */
  get #onTab(): boolean {
    return this.#token !== null && Math.sign(this.#token.advantage) === this.#sign;
  }

  /** What F is drawn for. */
  get #advantage(): number {
    return this.#onTab ? this.#token!.advantage : this.#sign;
  }

  #draw(): void {
    const [losses, sign, parameters, tokens] = [this.#losses, this.#sign, this.#parameters, this.#tokens];
    const factors = this.#token ? tokenFactors(this.#token, losses, parameters) : [];
    const loss = curveOf(this.#token?.loss ?? '');
    const marked: Marked | null = this.#onTab ? { label: this.#token!.label ?? '', factors, loss } : null;
    if (!this.#dragging) {
      const ratios = marked ? factors.map(({ ratio }) => ratio) : [];
      this.#domain = ratioDomain([...boundsInView(losses, parameters), ...ratios]);
    }
    const advantage = this.#advantage;
    const state: FigureState = { losses, sign, advantage, parameters, domain: this.#domain, tokens, marked };
    this.#tabs.draw(sign);
    this.#chips.draw(losses);
    this.#rows.draw(losses, parameters);
    for (const figure of [this.#factor, this.#surrogate]) figure.draw(figure.root.parentElement!.clientWidth, state);
    this.#card.draw(this.#token, factors, loss, this.#onTab);
    this.#alert.textContent = [...this.#problems.values()].join('. ');
    this.#alert.hidden = this.#problems.size === 0;
    this.#readout = this.readout;
    this.#batch.replaceChildren(...this.#batchNodes());
    this.#notes.replaceChildren(
      ...losses.flatMap((loss) => {
        const note = CURVES[loss].note?.(String(Number(Math.abs(advantage).toPrecision(2))));
        return note ? [html('li', {}, note)] : [];
      }),
    );
    this.#table.replaceChildren(factorTable(losses, advantage, parameters));
  }

  #batchNodes(): Node[] {
    if (!this.#readout) {
      return [html('slot', { name: 'no-tokens' }, 'The ratios of a batch show here when the property tokens is set.')];
    }
    const head = [html('slot', { name: 'tokens' }), html('p', {}, batchText(this.#readout, this.#parameters))];
    if (this.#readout.on_policy) return head;
    const told = this.#readout.shares;
    const items = told.map((shares) => html('li', {}, swatch(shares.loss), html('span', {}, shareText(shares))));
    const untold = this.#losses.filter((loss) => !told.some((shares) => shares.loss === loss));
    if (told.length > 0 && untold.length > 0) {
      const labels = untold.map((loss) => CURVES[loss].label).join(', ');
      items.push(html('li', {}, `${labels}: not known, for tokens without their sequences`));
    }
    return [...head, html('ul', { class: 'shares' }, ...items)];
  }
}

function parseSign(text: string): 1 | -1 {
  if (text === 'positive') return 1;
  if (text === 'negative') return -1;
  throw new RangeError(`sign: ${JSON.stringify(text)} is neither "positive" nor "negative"`);
}

/** The ratios that the losses in view bound, which the axis should reach. */
function boundsInView(losses: readonly CurveLoss[], { epsilon_high, delta, cispo_max }: Parameters): number[] {
  const read = (name: ParameterName) => losses.some((loss) => CURVES[loss].reads.includes(name));
  return [
    ...(read('epsilon_high') ? [1 + epsilon_high] : []),
    ...(read('delta') && delta !== null ? [delta] : []),
    ...(read('cispo_max') ? [cispo_max] : []),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'loss-explorer': LossExplorer;
  }
}
