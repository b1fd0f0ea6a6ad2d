/** A stream of events as a run would yield them, with made-up numbers: for tests and for looking at the page. */

import { gradientFactor } from '../../src/kernels/policy-loss/gradient-factor';
import { CLIP_REGION } from '../../src/kernels/policy-loss/uniforms';
import type { LossType } from '../../src/losses/catalogue';
import { policyLossOptions } from '../../src/losses/options';
import type { TrainEvent } from '../../src/rl/records/events';
import { type Group, lossMask, type Sample, type TokenRecord, type TokenRecords } from '../../src/rl/records/group';
import type { TestVerdict, Verdict } from '../../src/sandbox/types';

const PROBLEMS = [
  {
    prompt: 'x: mul 3, add 1, max 7\n',
    prefix: 'const f=',
    tests: [
      { call: 'f(2)', expected: '7' },
      { call: 'f(-4)', expected: '7' },
      { call: 'f(9)', expected: '28' },
      { call: 'f(0)', expected: '7' },
      { call: 'f(3)', expected: '10' },
    ],
    right: ['x=>Math.max(x*3+1,7)', 'x=>Math.max(3*x+1,7)', 'x=>Math.max(x*3+1,7)', 'x=>Math.max(1+x*3,7)'],
    wrong: ['x=>Math.min(x*3+1,7)', 'x=>Math.max(x*(3+1),7)', 'x=>x*3+1', 'x=>Math.max(x+3*1,7'],
  },
  {
    prompt: 'a: each add 3, keep even, sum\n',
    prefix: 'const f=',
    tests: [
      { call: 'f([3,-1,2])', expected: '8' },
      { call: 'f([])', expected: '0' },
      { call: 'f([10])', expected: '0' },
      { call: 'f([1,1,5,7])', expected: '26' },
      { call: 'f([-3,0])', expected: '0' },
    ],
    right: [
      'a=>a.map(x=>x+3).filter(x=>x%2===0).reduce((p,q)=>p+q,0)',
      'a=>{a=a.map(x=>x+3);a=a.filter(x=>x%2===0);return a.reduce((p,q)=>p+q,0)}',
      'a=>a.map(x=>x+3).filter(x=>x%2==0).reduce((p,q)=>p+q,0)',
      'a=>a.map(x=>x+3).filter(x=>x%2===0).reduce((p,q)=>p+q,0)',
    ],
    wrong: [
      'a=>a.filter(x=>x%2===0).map(x=>x+3).reduce((p,q)=>p+q,0)',
      'a=>a.map(x=>x+3).filter(x=>x%2===1).reduce((p,q)=>p+q,0)',
      'a=>a.map(x=>x+3).reduce((p,q)=>p+q,0)',
      'a=>Math.max(...a.map(x=>x+3))',
    ],
  },
];

const PIECES = /=>|\.\w+\(|===?|return |\(\(p,q\)|[a-z]+|\d+|./gs;

/** Numbers in [0, 1) that depend on the seed alone. */
function noise(seed: number): () => number {
  let state = seed * 7919 + 11;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

function sampleOf(completion: string, passed: boolean, tests: Group['tests'], random: () => number): Sample {
  const pieces = [...(completion.match(PIECES) ?? []), '<end>'];
  return {
    completion,
    tokens: pieces.map((_, i) => i),
    pieces,
    loss_mask: lossMask(pieces.length),
    logprobs: pieces.map(() => Math.log(1 - 0.8 * random() ** 3)),
    ended: true,
    verdict: verdictOf(completion, passed, tests),
    reward: passed ? 1 : 0,
  };
}

function verdictOf(completion: string, passed: boolean, tests: Group['tests']): Verdict {
  const broken = completion.split('(').length !== completion.split(')').length;
  const results = tests.map((test, i): TestVerdict => {
    if (broken) return { status: 'error', message: 'SyntaxError: expecting )' };
    if (passed || i % 3 === 1) return { status: 'pass', got: test.expected };
    return { status: 'fail', got: String(Number(test.expected) - 3) };
  });
  return {
    status: passed ? 'pass' : broken ? 'error' : 'fail',
    passed: results.filter(({ status }) => status === 'pass').length,
    total: tests.length,
    tests: results,
    fuel: 1000,
    ms: 1,
  };
}

export function syntheticGroups(step: number, prompts = 8): Group[] {
  const random = noise(step + 1);
  return Array.from({ length: prompts }, (_, prompt) => {
    const problem = PROBLEMS[(step + prompt) % PROBLEMS.length];
    const share = prompt === 0 ? 1 : 0.3 + 0.5 * random();
    const samples = Array.from({ length: 8 }, (_, i) => {
      const passed = random() < share;
      return sampleOf((passed ? problem.right : problem.wrong)[i % 4], passed, problem.tests, random);
    });
    const rewards = samples.map(({ reward }) => reward!);
    const mean = rewards.reduce((a, b) => a + b) / rewards.length;
    const deviation = Math.sqrt(rewards.reduce((a, b) => a + (b - mean) ** 2, 0) / rewards.length);
    return {
      problem: { id: `${step}/${prompt}`, entry: 'f', prompt: problem.prompt, prefix: problem.prefix, level: 2 },
      prompt_tokens: [1, 2, 3],
      tests: problem.tests,
      samples: samples.map((sample) => ({
        ...sample,
        advantage: deviation === 0 ? 0 : (sample.reward! - mean) / deviation,
      })),
    };
  });
}

/** What the updates of a step might have measured: nothing on samples without advantage. */
export function syntheticTokens(groups: readonly Group[], loss_type: string): TokenRecords {
  const random = noise(17);
  const loss = policyLossOptions({ loss_type: loss_type as LossType, delta: 2 });
  return groups.map(({ samples }) =>
    samples.map((sample, s) => {
      if (!sample.advantage) return null;
      const advantage = sample.advantage;
      const drift = () => (random() - 0.5) * (random() < 0.15 ? 2 : 0.3);
      const ratio = Float32Array.from(sample.tokens, () => Math.exp(s % 4 === 0 ? 0 : drift()));
      const terms = [...ratio].map((one) => gradientFactor(one, advantage, loss));
      const record: TokenRecord = {
        update: s % 4,
        ratio,
        clip_region: Uint8Array.from(terms, ({ clip_region: region }) => CLIP_REGION[region]),
        log_prob: Float32Array.from(ratio, (one, t) => Math.min(sample.logprobs[t] + Math.log(one), 0)),
        entropy: Float32Array.from(sample.logprobs, (logprob) => -logprob * (1 + random())),
        advantage: new Float32Array(ratio.length).fill(advantage),
        contribution: Float32Array.from(terms, ({ gradient_factor: F }) => (advantage * F) / 300),
      };
      return record;
    }),
  );
}

export interface SyntheticOptions {
  max_steps: number;
  loss_type?: string;
  /** The step that it goes on from. */
  after?: number;
  /** Milliseconds between events; none: all at once. */
  pace?: number;
  signal?: AbortSignal;
}

export async function* syntheticRun(given: SyntheticOptions): AsyncGenerator<TrainEvent> {
  const { max_steps, loss_type = 'dapo', after = 0, pace = 0, signal } = given;
  const random = noise(3);
  const rise = (step: number) => 0.36 + 0.46 * (1 - Math.exp((-3 * step) / 60));
  const wait = () => (pace > 0 ? new Promise((resolve) => setTimeout(resolve, pace)) : undefined);
  const evaluation = (step: number): TrainEvent => ({
    type: 'evaluation',
    step,
    metrics: {
      'eval/pass@1': rise(step),
      'eval/pass@1_low': rise(step) - 0.03,
      'eval/pass@1_high': rise(step) + 0.03,
    },
    examples: [],
  });
  yield {
    type: 'start',
    run: {
      options: { loss_type, run_name: `${loss_type}-seed1`, eval_problems: 256, num_generations: 8 },
      adapter: 'made up',
      backend: 'browser',
      software: false,
      parameters: 120_000,
      first_step: after + 1,
      max_steps,
    },
  };
  if (after === 0) {
    yield { type: 'phase', step: 0, phase: 'evaluation' };
    yield evaluation(0);
  }
  for (let step = after + 1; step <= max_steps && !signal?.aborted; step++) {
    yield { type: 'phase', step, phase: 'rollout' };
    await wait();
    const groups = syntheticGroups(step);
    const unjudged = groups.map((group) => ({
      ...group,
      samples: group.samples.map(({ verdict: _, reward: __, advantage: ___, ...sample }) => sample),
    }));
    yield { type: 'rollouts', step, groups: unjudged };
    yield { type: 'phase', step, phase: 'judge' };
    yield { type: 'verdicts', step, groups };
    yield { type: 'phase', step, phase: 'update' };
    await wait();
    yield {
      type: 'update',
      step,
      metrics: {
        reward: rise(step) + (random() - 0.5) * 0.1,
        frac_reward_zero_std: 0.1 + 0.4 * (step / 60) + random() * 0.08,
        entropy: 0.75 * Math.exp(-step / 27) + 0.08 + random() * 0.04,
        'clip_ratio/region_mean': 0.01 + 0.02 * (step / 60) + random() * 0.01,
        step_time: 1.9,
        'time/rollout': 1.1,
        'time/judge': 0.17,
        'time/update': 0.63,
      },
      tokens: syntheticTokens(groups, loss_type),
    };
    if (step % 10 === 0 || step === max_steps) {
      yield { type: 'phase', step, phase: 'evaluation' };
      yield evaluation(step);
      yield { type: 'checkpoint', step, name: `checkpoint-${step}` };
    }
  }
  yield { type: 'end', step: max_steps, reason: signal?.aborted ? 'aborted' : 'done' };
}
