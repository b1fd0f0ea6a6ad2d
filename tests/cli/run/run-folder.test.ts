import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Channel } from '../../../src/cli/run/channel';
import { chooseFolder, optionsOfCheckpoint, RunFolder, readRun } from '../../../src/cli/run/run-folder';
import { serve } from '../../../src/cli/run/serve';
import { summarizeRun } from '../../../src/cli/run/summary';
import { InputError } from '../../../src/common/errors';
import type { TrainEvent } from '../../../src/rl/records/events';
import type { Group } from '../../../src/rl/records/group';
import type { Verdict } from '../../../src/sandbox/types';

let place: string;
const at = (...names: string[]) => join(place, ...names);
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'kata-run-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const lines = (name: string) =>
  readFileSync(at(name), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('the place of a run', () => {
  test('never that of another: a number behind the default, an error for a wish', () => {
    const fresh = (wanted: string) => chooseFolder(at(wanted), { explicit: false, resume: null });
    expect(fresh('run')).toBe(at('run'));
    mkdirSync(at('run'));
    expect(fresh('run')).toBe(at('run'));
    writeFileSync(at('run/config.json'), '{}');
    expect(fresh('run')).toBe(at('run-2'));
    mkdirSync(at('run-2/checkpoint-1'), { recursive: true });
    expect(fresh('run')).toBe(at('run-3'));
    expect(() => chooseFolder(at('run'), { explicit: true, resume: null })).toThrow(InputError);
  });

  test('of a resumed run is its own, unless another is wished for', () => {
    mkdirSync(at('run/checkpoint-1'), { recursive: true });
    writeFileSync(
      at('run/config.json'),
      '{"seed": 3, "stop_after": 1, "output_dir": "run", "resume_from_checkpoint": null}',
    );
    const resume = at('run/checkpoint-1');
    expect(chooseFolder(at('default'), { explicit: false, resume })).toBe(at('run'));
    expect(chooseFolder(at('run'), { explicit: true, resume })).toBe(at('run'));
    expect(chooseFolder(at('other'), { explicit: true, resume })).toBe(at('other'));
    expect(optionsOfCheckpoint(resume)).toEqual({ seed: 3 });
  });
});

describe('the logs of a run', () => {
  test('of a resumed one go on after its checkpoint', async () => {
    mkdirSync(at('checkpoint-2'));
    const first = new RunFolder(place, null);
    await first.open({ seed: 1 }, 0);
    const problems = [{ id: 'p', n: 4, c: 2 }];
    first.write({ type: 'evaluation', step: 0, metrics: { 'eval/pass@1': 0.5 }, examples: [], problems });
    for (const step of [1, 2, 3]) {
      first.write({ type: 'verdicts', step, groups: [groupOf(step)] });
      first.write({ type: 'update', step, metrics: { reward: step } });
    }
    first.write({ type: 'evaluation', step: 3, metrics: { 'eval/pass@1': 1 }, examples: [], problems });
    writeFileSync(at('metrics.jsonl'), `${readFileSync(at('metrics.jsonl'), 'utf8')}{"step":4,"rew`);

    const second = new RunFolder(place, at('checkpoint-2'));
    await second.open({ seed: 1 }, 2);
    expect(lines('metrics.jsonl').map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(lines('rollouts.jsonl').map(({ step }) => step)).toEqual([1, 2]);
    expect(lines('evaluations.jsonl')).toEqual([{ step: 0, problems }]);
    second.write({ type: 'update', step: 3, metrics: { reward: 7 } });
    expect(lines('metrics.jsonl').at(-1)).toEqual({ step: 3, reward: 7 });
    expect(lines('metrics.jsonl')[0]).toEqual({ step: 0, 'eval/pass@1': 0.5 });
  });

  test('of an earlier version open under the present names of the metrics, and a resumed run keeps those', async () => {
    mkdirSync(at('checkpoint-1'));
    const old = [1, 2].map((step) => ({ step, 'policy/drift': step / 4, 'time/judge_backlog': step }));
    const present = [1, 2].map((step) => ({ step, 'policy/approx_kl': step / 4, 'judge/backlog': step }));
    writeFileSync(at('config.json'), '{}');
    writeFileSync(at('metrics.jsonl'), old.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect(readRun(place)!.metrics).toEqual(present);
    const { step, ...metrics } = present[0];
    expect(await new RunFolder(place, at('checkpoint-1')).open({}, 1)).toEqual([{ step, metrics }]);
    expect(lines('metrics.jsonl')).toEqual(present.slice(0, 1));
  });

  test('keep no times, and log-probs exactly', async () => {
    const folder = new RunFolder(place, null);
    await folder.open({}, 0);
    const group = groupOf(1);
    folder.write({ type: 'verdicts', step: 1, groups: [group] });
    const [{ samples }] = lines('rollouts.jsonl');
    expect(samples[0].logprobs.map(Math.fround)).toEqual(group.samples[0].logprobs);
    expect('ms' in samples[0].verdict).toBe(false);
  });

  test('a checkpoint is complete or not there', async () => {
    const folder = new RunFolder(at('run'), null);
    await folder.save('checkpoint-1', new Map([['a', new Uint8Array([1])]]));
    await folder.save('checkpoint-1', new Map([['b', new Uint8Array([2])]]));
    expect(existsSync(at('run/checkpoint-1/a'))).toBe(false);
    expect([...readFileSync(at('run/checkpoint-1/b'))]).toEqual([2]);
    expect(existsSync(at('run/checkpoint-1.tmp'))).toBe(false);
    writeFileSync(at('file'), '');
    const blocked = new RunFolder(at('file'), null).save('checkpoint-1', new Map());
    await expect(blocked).rejects.toThrow(/cannot write/);
  });
});

test('a channel hands over one value at a time, and its error', async () => {
  const channel = new Channel<number>();
  const log: string[] = [];
  const producer = (async () => {
    for (const value of [1, 2]) {
      await channel.push(value);
      log.push(`pushed ${value}`);
    }
    channel.end(new Error('over'));
  })();
  const consumer = (async () => {
    for await (const value of channel) {
      log.push(`took ${value}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`did ${value}`);
    }
  })();
  await expect(consumer).rejects.toThrow('over');
  await producer;
  expect(log.filter((line) => !line.startsWith('pushed'))).toEqual(['took 1', 'did 1', 'took 2', 'did 2']);
  expect(log.indexOf('pushed 1')).toBeGreaterThan(log.indexOf('did 1'));
});

test('the server gives the files of its folders and nothing else', async () => {
  mkdirSync(at('page/sub'), { recursive: true });
  writeFileSync(at('page/index.html'), 'home');
  writeFileSync(at('page/sub/engine.wasm'), 'wasm');
  writeFileSync(at('secret'), 'secret');
  mkdirSync(at('model'));
  writeFileSync(at('model/config.json'), '{}');
  const { url, close } = await serve({ '/': at('page'), '/model/': at('model') }, 0);
  try {
    const get = async (path: string, init?: RequestInit) => {
      const response = await fetch(url + path, init);
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    expect(await get('')).toEqual([200, 'text/html; charset=utf-8', 'home']);
    expect(await get('sub/engine.wasm?x')).toEqual([200, 'application/wasm', 'wasm']);
    expect(await get('model/config.json')).toEqual([200, 'application/json', '{}']);
    for (const path of ['..%2fsecret', '%2e%2e/secret', 'sub', 'none', '%', 'model/..%2f..%2fsecret']) {
      expect((await get(path))[0], path).toBe(404);
    }
    expect((await get('', { method: 'POST' }))[0]).toBe(405);
  } finally {
    await close();
  }
});

type Evaluation = Extract<TrainEvent, { type: 'evaluation' }>;

test('the summary shows before, after and programs that pass now, without control characters', () => {
  const evaluation = (step: number, pass: number, group: Group): Evaluation => ({
    type: 'evaluation',
    step,
    metrics: { 'eval/pass@1': pass },
    examples: [group],
  });
  const before = groupOf(1, { status: 'fail', passed: 0 });
  const update = (step: number) => ({ type: 'update', step, metrics: { entropy: 1 / step } }) as const;
  const text = summarizeRun({
    step: 9,
    max_steps: 9,
    aborted: false,
    evaluations: [evaluation(0, 0.25, before), evaluation(9, 0.75, groupOf(1))],
    updates: { first: update(1), last: update(9) },
  }).join('\n');
  expect(text).toMatch(/held-out pass@1 +0\.250 +0\.750/);
  expect(text).toContain('program  const f=x=>\ufffd[2J');
  expect(text).toContain('pass, 1 of 1 tests (passes 100 %, before 0 %)');
});

function groupOf(step: number, verdict: Partial<Verdict> = {}): Group {
  return {
    problem: { id: `p${step}`, prompt: 'x: double\n', entry: 'f', prefix: 'const f=' },
    prompt_tokens: [7, 8],
    tests: [{ call: 'f(1)', expected: '2' }],
    samples: [
      {
        completion: 'x=>\x1b[2J',
        tokens: [1, 2],
        pieces: ['a', 'b'],
        loss_mask: [1, 1],
        logprobs: [Math.fround(-0.1), Math.fround(-1 / 3)],
        ended: true,
        verdict: { status: 'pass', passed: 1, total: 1, tests: [{ status: 'pass' }], fuel: 1, ms: 3.5, ...verdict },
        reward: 1,
        advantage: 0.5,
      },
    ],
  };
}
