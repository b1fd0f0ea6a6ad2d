/** How the line of each loss looks, wherever losses are drawn side by side. */
import type { CurveLoss } from './curves';

export interface Look {
  colour: readonly [light: string, dark: string];
  /** SVG's stroke-dasharray; empty for a solid line. */
  dash: string;
}

export const LOOKS: Readonly<Record<CurveLoss, Look>> = {
  reinforce: { colour: ['#6b6d73', '#a7a9b0'], dash: '2 3' },
  reinforce_is: { colour: ['#8a5a34', '#c99a6e'], dash: '1 4' },
  grpo: { colour: ['#2563d9', '#6096ff'], dash: '' },
  dapo: { colour: ['#0b8a94', '#3fc3cc'], dash: '9 4' },
  gppo: { colour: ['#cf6611', '#f09646'], dash: '14 4' },
  cispo: { colour: ['#23824f', '#55c98a'], dash: '5 3' },
  cispo_masked: { colour: ['#7a7d12', '#c4c750'], dash: '5 3 1 3' },
  sapo: { colour: ['#7a45c8', '#b48cf2'], dash: '12 3 2 3' },
  dro: { colour: ['#b9403a', '#ef7b73'], dash: '7 3 2 3 2 3' },
  gspo: { colour: ['#b5307f', '#f07dbb'], dash: '3 2' },
  luspo: { colour: ['#8f3f9e', '#d793e3'], dash: '9 2 3 2' },
  vespo: { colour: ['#3a6f92', '#7fbde0'], dash: '9 2 2 2' },
};

/** The look of a `loss_type`'s curve; undefined where it has no curve of its own. */
export const lookOf = (loss: unknown): Look | undefined => Object.entries(LOOKS).find(([name]) => name === loss)?.[1];

/** Style rules by the names of the losses. */
export const LOOK_RULES = Object.entries(LOOKS)
  .map(([loss, { colour }]) => `.${loss} { stroke: light-dark(${colour.join()}); }`)
  .join('\n');
