/** What the explorer says in words and tables. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import type { Parameters } from '../../losses/parameters';
import { percent, signed } from '../common/format';
import type { CurveToken } from '../session/token-place';
import { CURVES, type CurveLoss, lossOptions } from './curves';
import { html } from './dom';
import { numberText } from './frame';
import type { TokenFactor } from './token';
import type { LossShares, ReadOut } from './tokens';

/** A share that is above 0 is never written as 0. */
const sharePercent = (share: number) => (share > 0 && share < 0.0005 ? 'under 0.1\u202f%' : percent(share));

/** "GRPO drops 2.4 %, GPPO keeps all of it": one loss of that sentence. */
export function shareText({ loss, dropped, bounded }: LossShares): string {
  const kept = bounded > 0 ? `${sharePercent(bounded)} at its bound` : '';
  if (dropped === 0) return `${CURVES[loss].label} keeps all of it${kept && `, ${kept}`}`;
  return `${CURVES[loss].label} drops ${sharePercent(dropped)}${kept && `, keeps ${kept}`}`;
}

export const ON_POLICY =
  'All ratios are 1: each rollout had one update, and before it no policy has moved. All losses push the same here. With two or more updates a rollout (steps_per_generation, num_iterations) they part.';

/** What the tokens say, above the shares. */
export function batchText(
  { tokens, outside, on_policy, shares }: ReadOut,
  { epsilon, epsilon_high }: Parameters,
): string {
  const count = `${tokens.toLocaleString('en').replaceAll(',', '\u202f')} tokens`;
  if (on_policy) return `${count}. ${ON_POLICY}`;
  const bounds = `[${(1 - epsilon).toFixed(2)},\u00a0${(1 + epsilon_high).toFixed(2)}]`;
  return `${count}, ${sharePercent(outside)} of them outside ${bounds}. ${shares.length > 0 ? 'Of all |A|:' : ''}`.trim();
}

/** F at a ratio: "0", "1.28". */
export const factorText = (F: number): string => numberText(Number(F.toFixed(F !== 0 && Math.abs(F) < 0.1 ? 3 : 2)));

export function factorAt(loss: CurveLoss, ratio: number, advantage: number, parameters: Parameters): number {
  return gradientFactor(ratio, advantage, lossOptions(loss, parameters)).gradient_factor;
}

/** "δ 1.50: GRPO 0 · GPPO 1.28". */
export function readingText(
  ratio: number,
  losses: readonly CurveLoss[],
  advantage: number,
  parameters: Parameters,
): string {
  const factors = losses.map(
    (loss) => `${CURVES[loss].label} ${factorText(factorAt(loss, ratio, advantage, parameters))}`,
  );
  return `δ ${ratio.toFixed(2)}: ${factors.join(' · ')}`;
}

/** "δ 1.50 · A +0.72", with the δ of the sequence where that is known. */
export function tokenText({ ratio, advantage, sequence_ratio }: CurveToken): string {
  const sequence = sequence_ratio === undefined ? '' : `, of its sequence\u00a0${ratioText(sequence_ratio)}`;
  return `δ\u00a0${ratioText(ratio)}${sequence} · A\u00a0${signed(advantage)}`;
}

/** A ratio near 1 with the digits that tell it from 1. */
function ratioText(ratio: number): string {
  const [short, long] = [ratio.toFixed(2), ratio.toFixed(4)];
  return short === '1.00' && long !== '1.0000' ? long : short;
}

/** What the bounds of a loss did to a token; nothing where they did nothing. */
export function fateText({ gradient_factor, clip_region }: TokenFactor): string {
  if (clip_region === 'dual') return 'above the dual clip: no gradient';
  if (gradient_factor === 0 && clip_region !== 'inside') return 'clipped: no gradient';
  if (gradient_factor < 0) return 'turned against its advantage';
  return clip_region === 'inside' ? '' : 'kept, at its bound';
}

const TABLE_RATIOS = [0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 12];

/** F at some ratios, for who does not see the curves. */
export function factorTable(losses: readonly CurveLoss[], advantage: number, parameters: Parameters): HTMLTableElement {
  const head = html(
    'tr',
    {},
    html('th', { scope: 'col' }, 'δ'),
    ...losses.map((loss) => html('th', { scope: 'col' }, CURVES[loss].label)),
  );
  const rows = TABLE_RATIOS.map((ratio) =>
    html(
      'tr',
      {},
      html('th', { scope: 'row' }, String(ratio)),
      ...losses.map((loss) => html('td', {}, factorText(factorAt(loss, ratio, advantage, parameters)))),
    ),
  );
  return html(
    'table',
    {},
    html('caption', {}, `F at some ratios, for tokens with A ${advantage > 0 ? '> 0' : '< 0'}`),
    html('thead', {}, head),
    html('tbody', {}, ...rows),
  );
}
