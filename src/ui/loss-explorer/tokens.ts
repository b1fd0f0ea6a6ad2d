/** The tokens of a batch: how their ratios spread, and what each loss does with them. */
import { gradientFactor } from '../../kernels/policy-loss/gradient-factor';
import { getLoss } from '../../losses/options';
import type { Parameters } from '../../losses/parameters';
import { type CurveLoss, type Domain, lossOptions } from './curves';

/** Tokens of an update, field by field. */
export interface RatioTokens {
  /** δ of each token: its probability over that under the policy that sampled it. */
  ratio: ArrayLike<number>;
  advantage: ArrayLike<number>;
  /** A number for the sequence of each token. Without it nothing is said of GSPO. */
  sequence?: ArrayLike<number>;
}

/** Throws a TypeError when these are no tokens. */
export function checkTokens({ ratio, advantage, sequence }: RatioTokens): void {
  if (typeof ratio?.length !== 'number' || typeof advantage?.length !== 'number') {
    throw new TypeError('tokens: { ratio, advantage } of two arrays is wanted');
  }
  for (const [name, values] of Object.entries({ advantage, ...(sequence && { sequence }) })) {
    if (values.length !== ratio.length) {
      throw new TypeError(`tokens: ${values.length} values of ${name} for ${ratio.length} of ratio`);
    }
  }
  for (let i = 0; i < ratio.length; i++) {
    if (!(ratio[i] > 0)) throw new TypeError(`tokens: ratio ${i} is ${ratio[i]}, and must be above 0`);
  }
}

/** The width of a bar in log δ; one bar has δ = 1 in its middle. */
const BIN = Math.log(1.05);

export interface Bar {
  from: number;
  to: number;
  /** Tokens whose advantage has the sign asked for. */
  count: number;
  /** The others. */
  rest: number;
}

/** The ratios by bars of equal width in log δ. What lies outside the domain is in its outermost bars. */
export function histogram({ ratio, advantage }: RatioTokens, sign: 1 | -1, [from, to]: Domain): Bar[] {
  const first = Math.round(Math.log(from) / BIN);
  const last = Math.round(Math.log(to) / BIN);
  const bars = Array.from({ length: last - first + 1 }, (_, i): Bar => {
    const middle = (first + i) * BIN;
    return { from: Math.exp(middle - BIN / 2), to: Math.exp(middle + BIN / 2), count: 0, rest: 0 };
  });
  for (let i = 0; i < ratio.length; i++) {
    const bin = Math.min(Math.max(Math.round(Math.log(ratio[i]) / BIN), first), last);
    bars[bin - first][Math.sign(advantage[i]) === sign ? 'count' : 'rest']++;
  }
  return bars;
}

export interface LossShares {
  loss: CurveLoss;
  /** Shares of Σ|A|: tokens without a gradient, and tokens that keep one but not that of their own ratio. */
  dropped: number;
  bounded: number;
}

export interface ReadOut {
  tokens: number;
  /** The share of tokens outside [1 − ε, 1 + ε_high], whatever their advantage. */
  outside: number;
  /** Whether all ratios are 1: then all that clip are the same. */
  on_policy: boolean;
  /** Nothing for losses of which these tokens tell nothing: no advantages, or GSPO without sequences. */
  shares: LossShares[];
}

/** So near to 1 a ratio says no more than rounding does. */
const ROUNDING = 1e-5;

export function readOut(tokens: RatioTokens, losses: readonly CurveLoss[], parameters: Parameters): ReadOut {
  const { ratio, advantage } = tokens;
  const n = ratio.length;
  let outside = 0;
  let off_policy = 0;
  let mass = 0;
  for (let i = 0; i < n; i++) {
    if (ratio[i] < 1 - parameters.epsilon || ratio[i] > 1 + parameters.epsilon_high) outside++;
    if (Math.abs(ratio[i] - 1) > ROUNDING) off_policy++;
    mass += Math.abs(advantage[i]);
  }
  const told = mass === 0 ? [] : losses.filter((loss) => getLoss(loss).ratio === 'token' || tokens.sequence);
  return {
    tokens: n,
    outside: n === 0 ? 0 : outside / n,
    on_policy: off_policy === 0,
    shares: told.map((loss) => lossShares(loss, tokens, mass, parameters)),
  };
}

function lossShares(loss: CurveLoss, tokens: RatioTokens, mass: number, parameters: Parameters): LossShares {
  const options = lossOptions(loss, parameters);
  const ratio = getLoss(loss).ratio === 'token' ? tokens.ratio : sequenceRatios(tokens, loss);
  let dropped = 0;
  let bounded = 0;
  for (let i = 0; i < ratio.length; i++) {
    const A = tokens.advantage[i];
    if (A === 0) continue;
    const { gradient_factor, clip_region } = gradientFactor(ratio[i], A, options);
    if (gradient_factor === 0) dropped += Math.abs(A);
    else if (clip_region !== 'inside') bounded += Math.abs(A);
  }
  return { loss, dropped: dropped / mass, bounded: bounded / mass };
}

/** The ratio of each token's sequence, as the loss takes it: the geometric mean of its tokens', or their product. */
function sequenceRatios({ ratio, sequence }: RatioTokens, loss: CurveLoss): number[] {
  const isMean = getLoss(loss).ratio === 'sequence';
  const sums = new Map<number, { log: number; n: number }>();
  const of = Array.from(sequence!, (id, i) => {
    const sum = sums.get(id) ?? { log: 0, n: 0 };
    sum.log += Math.log(ratio[i]);
    sum.n++;
    sums.set(id, sum);
    return sum;
  });
  return of.map(({ log, n }) => Math.exp(isMean ? log / n : log));
}
