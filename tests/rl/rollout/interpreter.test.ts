/** Calls of programs in the middle of a completion: what the model is shown, and what is trained on. */

import { describe, expect, it } from 'vitest';
import { Learner } from '../../../src/model/learner';
import { Tokenizer } from '../../../src/model/tokenizer';
import { buildTokenizer, SPECIAL_TOKENS } from '../../../src/model/tokenizer-build';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { openPolicy, turnTokens } from '../../../src/rl/policy/policy';
import { lossMask, responseLength, type Sample } from '../../../src/rl/records/group';
import { turnsAdjusted } from '../../../src/rl/reward/shaping';
import { formatOutput, Interpreter } from '../../../src/rl/rollout/interpreter';
import { completionMetrics, toolMetrics } from '../../../src/rl/run/metrics';
import { completionTokens } from '../../../src/rl/supervised/trajectories';
import { lossSequences, toTrainingSequence } from '../../../src/rl/update/minibatch';
import type { Judge } from '../../../src/sandbox/types';
import { SMALL, samplesOf, sourceOf, tinyModel, updatesOf, useRuns } from '../fixture';
import { makeSample, makeVerdict } from '../samples';

/** A model that has seen enough to write the form of calls, seldom a right answer. */
const runs = useRuns(
  {
    ...{ ...SMALL, drop_zero_advantage: false, advantage_estimator: 'reinforce', max_steps: 2, eval_problems: 2 },
    ...{ tasks: 'compute', max_tool_calls: 2, tool_output_tokens: 6, format_reward: 0.1, max_completion_length: 28 },
  },
  (gpu) =>
    tinyModel(gpu, 60, {
      ...{ tasks: 'compute', learning_rate: 1e-2, corpus_deep: 0 },
      ...{ hidden_size: 32, intermediate_size: 64, max_position_embeddings: 128 },
    }),
);
const { run, judge } = runs;
const tokenizer = Tokenizer.fromJson(buildTokenizer(), 'the built-in tokenizer');
const policy = { tokenizer, endTokens: [tokenizer.specials.end] };
const { turn, output, code } = turnTokens(policy);
const written = (text: string) => tokenizer.encode(text, { special: true });

describe('the interpreter', () => {
  const options = { max_tool_calls: 2, tool_output_tokens: 5 };

  /** Goes on after each call with the next text; what the sample then looks like. */
  async function played(...texts: string[]) {
    const interpreter = new Interpreter(judge, policy, options);
    let tokens: number[] = [];
    let ended = true;
    for (const text of texts) {
      tokens.push(...written(text));
      if (tokens.at(-1) !== output) continue;
      const inserted = await interpreter.pause.answer(0, tokens);
      if (!inserted) ended = false;
      tokens = [...tokens, ...(inserted ?? [])];
    }
    return { tokens, ended, ...interpreter.of(0, { tokens, logprobs: [], ended }) };
  }
  const END = SPECIAL_TOKENS.end;
  const call = (program: string) => `<|code|>${program}<|output|>`;

  it('shows what a program prints, cut, and begins the next turn', async () => {
    const { tokens, calls, well_formed } = await played(
      `hm ${call('print(6*7)')}`,
      call('print(123456789)'),
      `42${END}`,
    );
    expect(calls.map(({ program, output, failed }) => [program, output, failed])).toEqual([
      ['print(6*7)', '42', false],
      ['print(123456789)', '12345', false],
    ]);
    for (const { inserted, output } of calls) {
      expect(tokens.slice(...inserted)).toEqual([...tokenizer.encode(output), turn]);
    }
    expect(well_formed).toBe(true);
  });

  it('shows errors and limits as text', async () => {
    const first = async (program: string) => (await played(call(program))).calls[0];
    expect(await first('nope()')).toMatchObject({ output: 'Refer', failed: true });
    expect(await first('for(;;);')).toMatchObject({ output: 'timeo', failed: true });
    expect(await first('')).toMatchObject({ output: 'no pr', failed: true });
    expect(formatOutput({ status: 'error', output: '1\n', message: 'Error: x', fuel: 0, ms: 0 })).toBe('1\nError: x');
    expect(formatOutput({ status: 'error', output: '', message: 'Error: x', fuel: 0, ms: 0 })).toBe('Error: x');
  });

  it('takes the program of the turn alone', async () => {
    const { calls } = await played(call('print(1)'), 'print(2)<|output|>', 'x');
    expect(calls[1]).toMatchObject({ program: '', output: 'no pr', failed: true });
  });

  it('ends a sample at a call beyond the last', async () => {
    const sample = await played(call('print(1)'), call('print(2)'), call('print(3)'));
    expect(sample.calls).toHaveLength(2);
    expect(sample).toMatchObject({ ended: false, well_formed: false, failure: undefined });
    expect(sample.tokens.at(-1)).toBe(output);
  });

  it.each([
    ['42<|end|>', true],
    ['<|end|>', false],
    ['42', false],
    ['<|code|>42<|end|>', false],
    [['<|code|>print(1)<|output|>', '1<|end|>'], true],
    [['<|code|>1;<|code|>print(1)<|output|>', '1<|end|>'], false],
    [['print(1)<|output|>', '1<|end|>'], false],
    [['<|code|> <|output|>', '1<|end|>'], false],
  ])('%j keeps to the form: %s', async (texts, well_formed) => {
    const interpreter = new Interpreter(judge, policy, options);
    const tokens: number[] = [];
    for (const text of [texts].flat()) {
      tokens.push(...written(text));
      if (tokens.at(-1) === output) tokens.push(...(await interpreter.pause.answer(0, tokens))!);
    }
    const ended = tokens.at(-1) === tokenizer.specials.end;
    expect(interpreter.of(0, { tokens, logprobs: [], ended }).well_formed).toBe(well_formed);
  });

  it('gives up a sample where the sandbox fails', async () => {
    const broken: Pick<Judge, 'run'> = { run: async (jobs) => jobs.map(() => ({ judge_error: 'worker lost' })) };
    const interpreter = new Interpreter(broken, policy, options);
    const tokens = written(call('print(1)'));
    expect(await interpreter.pause.answer(3, tokens)).toBe(null);
    expect(interpreter.of(3, { tokens, logprobs: [], ended: false })).toMatchObject({
      calls: [],
      failure: 'worker lost',
    });
  });
});

/** A sample with an output of three tokens in its middle. */
const sample = (tokens: number[], inserted: [number, number][]): Sample =>
  makeSample({
    tokens,
    logprobs: lossMask(tokens.length, inserted).map((on, t) => on * (-0.5 - t / 10)),
    calls: inserted.map((span) => ({ program: '', output: '', failed: false, inserted: span })),
    advantage: 1,
    verdict: makeVerdict(true),
  });
const trainingSequence = (one: Sample) => toTrainingSequence({ prompt_tokens: PROMPT }, one, one.loss_mask);
const PROMPT = [40, 41, 42];
const BEFORE = [50, 51, output];
const AFTER = [60, 61, 62];

describe('what is inserted', () => {
  const options = resolveOptions({ beta: 0.1, nll_alpha: 0.1, max_tool_calls: 1, drop_zero_advantage: false }).options;
  const one = sample([...BEFORE, 7, 8, turn, ...AFTER], [[3, 6]]);
  const other = sample([1, 2, 3, 4], []);

  it('has no part in any term of the loss, nor in lengths and denominators', () => {
    expect(one.loss_mask).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1]);
    const training = [one, other].map(trainingSequence);
    const [sequence] = lossSequences(training, options, 0.2);
    expect(training[0].mask).toHaveLength(sequence.tokens.length - 1);
    for (const field of ['policy_weight', 'kl_weight', 'entropy_weight', 'nll_weight'] as const) {
      const weights = Array.from(sequence[field] as Float32Array);
      // Ten tokens were written in all; rows predict the next token, so the prompt's last row is the first that counts.
      const on = expect.closeTo(0.1, 6);
      expect(weights).toEqual([0, 0, on, on, on, 0, 0, 0, on, on, on]);
    }
    expect(responseLength(one)).toBe(6);
    expect(completionMetrics([[one, other]])).toMatchObject({
      'completions/mean_length': 5,
      'completions/max_length': 6,
    });
    expect(toolMetrics([one, other])).toEqual({
      'tools/call_frequency': 0.5,
      'tools/failure_frequency': 0,
      'num_turns/mean': 1.5,
    });
    expect(toolMetrics([{ calls: undefined }])).toEqual({});
  });

  it('changes no gradient as a target, only through what is written after it', async () => {
    const { gpu } = runs;
    const opened = await openPolicy(gpu, sourceOf(runs.model), { training: true });
    const learner = await Learner.create(gpu, opened.parameters, 256, { loss: options, optimizer: options });
    const all = opened.parameters.arenas.map(({ training }) => training!.gradients);
    /** The gradient of a sample; `mute` leaves out what is written after the output. */
    const gradientOf = async (tokens: number[], inserted: [number, number][], mute = false) => {
      const training = trainingSequence(sample(tokens, inserted));
      if (mute) training.mask.fill(0, PROMPT.length - 1 + inserted[0][1]);
      for (const tensor of all) gpu.write(tensor, new Float32Array(tensor.size));
      await learner.accumulate(lossSequences([training, trainingSequence(other)], options, 0.2));
      return (await gpu.read(...all)).map((values) => Array.from(values));
    };
    // An output that nothing follows is a target and nothing else: whatever it is, the gradient is the same, bit for bit.
    const end = (tokens: number[]) => gradientOf([...BEFORE, ...tokens], [[3, 6]]);
    const expected = await end([7, 8, turn]);
    expect(expected.flat().some((value) => value !== 0)).toBe(true);
    expect(await end([9, 200, 33])).toEqual(expected);
    // Were it trained on, it would not be.
    const trained = await gradientOf([...BEFORE, 7, 8, turn], []);
    expect(await gradientOf([...BEFORE, 9, 200, 33], [])).not.toEqual(trained);
    // In the middle it changes the gradient, but not once what follows it is left out.
    const middle = (tokens: number[], mute: boolean) => gradientOf([...BEFORE, ...tokens, ...AFTER], [[3, 6]], mute);
    expect(await middle([9, 200, 33], false)).not.toEqual(await middle([7, 8, turn], false));
    expect(await middle([9, 200, 33], true)).toEqual(await middle([7, 8, turn], true));
    learner.destroy();
    opened.parameters.destroy();
  });
});

describe('rewards', () => {
  it('add what form is worth, and take from completions of too many turns', () => {
    const options = {
      max_tool_calls: 8,
      tool_output_tokens: 9,
      format_reward: 0.1,
      turn_penalty: 0.1,
      turn_penalty_above: 2,
    };
    const adjusted = (calls: number, well_formed: boolean) =>
      turnsAdjusted(1, { calls: sample([], Array(calls).fill([0, 0])).calls, well_formed }, options);
    expect(adjusted(0, true)).toBeCloseTo(1.1, 12);
    expect(adjusted(1, true)).toBeCloseTo(1.1, 12);
    expect(adjusted(2, true)).toBeCloseTo(1, 12);
    expect(adjusted(2, false)).toBeCloseTo(0.8, 12);
    expect(turnsAdjusted(1, {}, options)).toBe(1);
  });
});

describe('trajectories to imitate', () => {
  it('leave out what the tool says, and nothing else', () => {
    const completion = '<|code|>print(1)<|output|>1<|turn|>1';
    const { tokens, own } = completionTokens(policy, { prompt: '', completion, turns: true });
    const kept = tokens.filter((_, i) => own[i] === 1);
    expect(tokenizer.decode(kept, { special: true })).toBe('<|code|>print(1)<|output|>1<|end|>');
    expect(tokens.filter((_, i) => own[i] === 0)).toEqual([...tokenizer.encode('1'), turn]);
    expect(tokens.filter((token) => token === code)).toHaveLength(1);
    // As text the special tokens are ordinary characters.
    expect(completionTokens(policy, { prompt: '', completion }).own).not.toContain(0);
  });
});

describe('a run', () => {
  it('trains on log-probs that are those of sampling, bit for bit, behind outputs too', async () => {
    const ran = await run();
    const samples = samplesOf(ran);
    const calls = samples.flatMap((one) => one.calls!);
    expect(calls.length).toBeGreaterThan(8);
    for (const metrics of updatesOf(ran)) {
      expect(metrics['sampling/sampling_logp_difference/max']).toBe(0);
      expect(metrics['tools/call_frequency']).toBeGreaterThan(0);
      expect(metrics['completions/max_length']).toBeLessThanOrEqual(28);
    }
    expect(samples.some(({ tokens }) => tokens.length > 28)).toBe(true);
    for (const { tokens, completion, calls, well_formed, reward } of samples) {
      const answer = tokens.slice(calls!.at(-1)?.inserted[1] ?? 0);
      expect(completion).toBe(tokenizer.decode(answer));
      expect([0.1, 1.1, -0.1, 0.9].map((r) => Math.abs(r - reward!) < 1e-9)).toContain(true);
      expect(Math.sign(reward! - Math.round(reward!))).toBe(well_formed ? 1 : -1);
    }
  });

  it('writes the same whenever the tools answer', async () => {
    const slow = async (jobs: Parameters<Judge['run']>[0]) => {
      await new Promise((resolve) => setTimeout(resolve, (jobs[0].program.length * 7) % 50));
      return judge.run(jobs);
    };
    const [fast, late] = [await run(), await run({}, { judge: { ...judge, run: slow } })];
    expect(late.metrics).toEqual(fast.metrics);
    expect(samplesOf(late).map(({ tokens }) => tokens)).toEqual(samplesOf(fast).map(({ tokens }) => tokens));
  });

  it('leaves out and counts samples whose program the sandbox failed to run', async () => {
    let asked = 0;
    const failing = async (jobs: Parameters<Judge['run']>[0]) =>
      ++asked % 3 === 0 ? jobs.map(() => ({ judge_error: 'worker lost' })) : judge.run(jobs);
    const ran = await run({ max_steps: 1 }, { judge: { ...judge, run: failing } });
    const samples = samplesOf(ran);
    const lost = samples.filter(({ verdict }) => !verdict);
    expect(lost.length).toBeGreaterThan(0);
    for (const one of lost) expect([one.reward, one.advantage, one.ended]).toEqual([undefined, undefined, false]);
    expect(updatesOf(ran)[0]['sandbox/judge_error']).toBeCloseTo(lost.length / samples.length, 9);
  });

  it('computes old log-probs again as they were sampled, with every ratio 1', async () => {
    const [row] = updatesOf(await run({ max_steps: 1, recompute_old_logprobs: true, rollout_is: 'seq_tis' }));
    expect(row['sampling/importance_sampling_ratio/min']).toBe(1);
    expect(row['sampling/importance_sampling_ratio/max']).toBe(1);
  });
});
