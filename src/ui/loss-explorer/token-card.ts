/** What is said of the token on the curves: its δ and A, F under every loss in view, and a button to let it go. */

import type { CurveToken } from '../session/token-place';
import { swatch } from './controls';
import { CURVES, type CurveLoss } from './curves';
import { html } from './dom';
import { factorText, fateText, tokenText } from './texts';
import type { TokenFactor } from './token';

export class TokenCard {
  readonly #name = html('b');
  readonly #numbers = html('span');
  readonly #elsewhere = html('p', { class: 'elsewhere' });
  readonly #factors = html('ul', { class: 'shares factors' });
  /** Says the factor of the token's own loss to who cannot see it change. */
  readonly #spoken = html('p', { class: 'hidden', role: 'status' });
  readonly root: HTMLElement;

  constructor(onRemove: () => void) {
    const remove = html('button', { type: 'button', 'aria-label': 'Remove the token', title: 'Remove the token' }, '×');
    remove.addEventListener('click', onRemove);
    this.root = html(
      'section',
      { class: 'token', 'aria-label': 'The token on the curves', hidden: true },
      html('div', { class: 'token-head' }, this.#name, this.#numbers, remove),
      html('slot', { name: 'token' }),
      this.#elsewhere,
      this.#factors,
      this.#spoken,
    );
  }

  draw(token: CurveToken | null, factors: readonly TokenFactor[], own: CurveLoss | undefined, onTab: boolean): void {
    this.root.hidden = token === null;
    if (!token) return;
    this.#name.textContent = token.label ?? 'Token';
    this.#numbers.textContent = tokenText(token);
    this.#elsewhere.hidden = onTab;
    this.#elsewhere.textContent = `Its dot is on the tab A ${token.advantage > 0 ? '> 0' : '< 0'}.`;
    this.#factors.replaceChildren(
      ...factors.map((factor) =>
        html(
          'li',
          { class: factor.loss === own && 'own' },
          swatch(factor.loss),
          html('span', {}, CURVES[factor.loss].label),
          html('b', {}, `F = ${factorText(factor.gradient_factor)}`),
          html('small', {}, fateText(factor)),
        ),
      ),
    );
    const told = factors.find(({ loss }) => loss === own);
    const text = told ? `${CURVES[told.loss].label}: F = ${factorText(told.gradient_factor)}` : '';
    if (this.#spoken.textContent !== text) this.#spoken.textContent = text;
  }
}
