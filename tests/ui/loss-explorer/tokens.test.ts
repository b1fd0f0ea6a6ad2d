import { expect, test } from 'vitest';
import { CLIP_REGION } from '../../../src/kernels/policy-loss/uniforms';
import { defaultParameters } from '../../../src/losses/parameters';
import type { TokenRecord } from '../../../src/rl/records/group';
import { CURVE_LOSSES } from '../../../src/ui/loss-explorer/curves';
import { explorerForRun, ratioTokens } from '../../../src/ui/loss-explorer/explorer-of-run';
import { batchText, ON_POLICY, shareText } from '../../../src/ui/loss-explorer/texts';
import { checkTokens, histogram, readOut } from '../../../src/ui/loss-explorer/tokens';
import type { StepGroups } from '../../../src/ui/session/run-state';

const given = { ...defaultParameters(), epsilon: 0.2, epsilon_high: 0.28, delta: null };

// |A| sums to 10: 1 lies above the bound and 2 below, where the clip drops them; 3 lies above where it does not.
const tokens = { ratio: [1, 2, 0.5, 2, 1.25], advantage: [3, 1, -2, -3, 1] };

test('shares are of |A|: dropped, and kept at a bound', () => {
  const { outside, shares, tokens: n, on_policy } = readOut(tokens, CURVE_LOSSES, given);
  expect({ n, outside, on_policy }).toEqual({ n: 5, outside: 0.6, on_policy: false });
  const of = Object.fromEntries(shares.map(({ loss, dropped, bounded }) => [loss, [dropped, bounded]]));
  expect(of).toEqual({
    reinforce: [0, 0],
    reinforce_is: [0, 0],
    grpo: [expect.closeTo(0.4, 9), 0],
    dapo: [expect.closeTo(0.3, 9), 0],
    gppo: [0, expect.closeTo(0.3, 9)],
    cispo: [0, 0],
    cispo_masked: [expect.closeTo(0.3, 9), 0],
    sapo: [0, 0],
    dro: [0, 0],
  });
  const [dual] = readOut(tokens, ['gppo'], { ...given, delta: 1.5 }).shares;
  expect(dual).toEqual({ loss: 'gppo', dropped: expect.closeTo(0.3, 9), bounded: expect.closeTo(0.3, 9) });
  const [capped] = readOut(tokens, ['cispo'], { ...given, cispo_max: 1.5 }).shares;
  expect(capped).toEqual({ loss: 'cispo', dropped: 0, bounded: expect.closeTo(0.4, 9) });
});

test("GSPO drops a sequence by the mean of its tokens' log-ratios", () => {
  const two = { ratio: [2, 0.5, 2, 1], advantage: [1, 1, 3, 3], sequence: [7, 7, 8, 8] };
  expect(readOut(two, ['gspo'], given).shares).toEqual([{ loss: 'gspo', dropped: 0.75, bounded: 0 }]);
});

test('a batch with nothing to tell says so', () => {
  expect(readOut({ ratio: [1, 2], advantage: [0, 0] }, ['grpo'], given).shares).toEqual([]);
  const none = readOut({ ratio: [], advantage: [] }, ['grpo'], given);
  expect(none).toEqual({ tokens: 0, outside: 0, on_policy: true, shares: [] });
  const once = readOut({ ratio: [1, 1 + 1e-7], advantage: [1, -1] }, ['grpo'], given);
  expect(once.on_policy).toBe(true);
  expect(batchText(once, given)).toContain(ON_POLICY);
});

test('in words', () => {
  expect(shareText({ loss: 'grpo', dropped: 0.024, bounded: 0 })).toBe('GRPO drops 2.4\u202f%');
  expect(shareText({ loss: 'gppo', dropped: 0, bounded: 0.024 })).toBe('GPPO keeps all of it, 2.4\u202f% at its bound');
  expect(shareText({ loss: 'gppo', dropped: 0.5, bounded: 0.25 })).toBe(
    'GPPO drops 50\u202f%, keeps 25\u202f% at its bound',
  );
  expect(shareText({ loss: 'cispo', dropped: 0, bounded: 0.0002 })).toContain('under 0.1\u202f%');
  expect(batchText(readOut(tokens, ['grpo'], given), given)).toBe(
    '5 tokens, 60\u202f% of them outside [0.80,\u00a01.28]. Of all |A|:',
  );
});

test('bars hold every token once, those outside the axis at its ends', () => {
  const many = { ratio: [0.001, 0.9999, 1, 1.001, 2, 70], advantage: [1, 1, -1, 0, 1, 1] };
  const bars = histogram(many, 1, [0.1, 5]);
  const sum = (kind: 'count' | 'rest') => bars.reduce((total, bar) => total + bar[kind], 0);
  expect([sum('count'), sum('rest')]).toEqual([4, 2]);
  expect([bars[0].count, bars.at(-1)!.count]).toEqual([1, 1]);
  const middle = bars.find(({ from, to }) => from < 1 && to > 1)!;
  expect(middle).toMatchObject({ count: 1, rest: 2 });
  expect(middle.from * middle.to).toBeCloseTo(1, 9);
  for (let i = 1; i < bars.length; i++) expect(bars[i].from).toBeCloseTo(bars[i - 1].to, 9);
});

test('what are no tokens is refused', () => {
  expect(() => checkTokens(tokens)).not.toThrow();
  expect(() => checkTokens({ ratio: [1, 2], advantage: [1] })).toThrow('1 values of advantage for 2 of ratio');
  expect(() => checkTokens({ ratio: [1, Number.NaN], advantage: [1, 1] })).toThrow('ratio 1 is NaN');
  expect(() => checkTokens([] as never)).toThrow('{ ratio, advantage }');
});

test("a run's options are the explorer's", () => {
  const texts = explorerForRun({ loss_type: 'sapo', epsilon: '0.3', delta: '', gppo_beta_low: 'much' });
  expect(texts.losses).toEqual(['grpo', 'cispo', 'gppo', 'sapo']);
  expect(texts.parameters).toEqual({ ...defaultParameters(), epsilon: 0.3 });
  const flags = ['true', true, 'false', 'maybe'].map((gppo_only_high) =>
    explorerForRun({ loss_type: 'gppo', gppo_only_high }),
  );
  expect(flags.map(({ parameters }) => parameters.gppo_only_high)).toEqual([true, true, false, false]);
  const gspo = explorerForRun({ loss_type: 'gspo', epsilon: 0.001, epsilon_high: 0.002, delta: 4 }).parameters;
  expect(gspo).toEqual({ ...defaultParameters(), gspo_epsilon: 0.001, gspo_epsilon_high: 0.002, delta: 4 });
  expect(explorerForRun({ loss_type: 'grpo', epsilon: 0.2, epsilon_high: 0.28 }).losses).toContain('dapo');
  expect(explorerForRun({ loss_type: 'dr_grpo', epsilon: 0.2, epsilon_high: 0.2 }).losses).toEqual([
    'grpo',
    'cispo',
    'gppo',
  ]);
});

test('the tokens of a step are those that were trained on, with the ratio of each', () => {
  const record = (fields: Partial<TokenRecord>): TokenRecord => ({
    update: 0,
    clip_region: Uint8Array.of(CLIP_REGION.inside, CLIP_REGION.masked, CLIP_REGION.high),
    log_prob: Float32Array.of(-1, 0, -2),
    ratio: Float32Array.of(1, 0, 2),
    sequence_ratio: Float32Array.of(9, 0, 9),
    entropy: new Float32Array(3),
    advantage: Float32Array.of(0.5, 0, 0.5),
    contribution: new Float32Array(3),
    ...fields,
  });
  const tokens = [[record({}), null, record({ ratio: Float32Array.of(1, 0, 1) })]];
  const step: StepGroups = { step: 4, judged: true, groups: [], tokens };
  expect(ratioTokens(step)).toEqual({
    ratio: [1, 2, 1, 1].map((ratio) => expect.closeTo(ratio, 6)),
    advantage: [0.5, 0.5, 0.5, 0.5],
    sequence: [0, 0, 1, 1],
  });
  expect(ratioTokens({ ...step, tokens: undefined })).toBeNull();
});
