import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOutput } from '../../src/rl/rollout/interpreter';
import { openNodeJudge } from '../../src/sandbox/node-judge';
import type { Judge, ProgramOutput } from '../../src/sandbox/types';
import { computeCorpusRow, directCorpusRow } from '../../src/tasks/compute';
import { toJudgeTask } from '../../src/tasks/problem';
import { openTaskSet } from '../../src/tasks/registry';
import { corpusOptions } from '../../src/tasks/spec-to-function/corpus';

let judge: Judge;
beforeAll(() => {
  judge = openNodeJudge({ judge_workers: 1 });
});
afterAll(() => judge.close());

const tasks = openTaskSet('compute');
const problems = (split: 'train' | 'heldout', n: number) =>
  Array.from({ length: n }, (_, i) => tasks.problem(split, 0, i));
const OPTIONS = corpusOptions.parse({ corpus_variety: 0.3, corpus_deep: 0.6 });
const rows = Array.from({ length: 120 }, (_, i) => computeCorpusRow(5, i, OPTIONS));

describe('compute', () => {
  test('pays the answer and nothing that still has to be run', async () => {
    const asked = problems('heldout', 30);
    const statuses = async (completion: (i: number) => string) => {
      const jobs = asked.map((problem, i) => ({ task: toJudgeTask(problem), program: completion(i) }));
      return new Set((await judge.judge(jobs)).map((answer) => ('status' in answer ? answer.status : answer)));
    };
    expect(await statuses((i) => asked[i].reference!)).toEqual(new Set(['pass']));
    expect(await statuses((i) => asked[i].prompt.trim())).toEqual(new Set(['fail']));
    expect(await statuses((i) => `console.log(${JSON.stringify(asked[i].reference)})`)).toEqual(new Set(['fail']));
  });

  test('holds out other questions than it trains on', () => {
    const train = new Set([...problems('train', 600).map(({ id }) => id), ...rows.map(({ prompt }) => prompt.trim())]);
    expect(problems('heldout', 200).filter(({ id, prompt }) => train.has(id) || train.has(prompt.trim()))).toEqual([]);
    expect(new Set(problems('heldout', 30).map(({ level }) => level))).toEqual(new Set([1, 2, 3]));
  });

  test('has a corpus of trajectories in which every output is what the program prints', async () => {
    const calls = rows.flatMap(({ completion }) =>
      [...completion.matchAll(/<\|code\|>(.*?)<\|output\|>(.*?)<\|turn\|>/g)].map(([, program, output]) => ({
        program,
        output,
      })),
    );
    expect(calls.length).toBeGreaterThan(rows.length * 1.1);
    const printed = await judge.run(calls.map(({ program }) => ({ program, max_chars: 99 })));
    calls.forEach(({ output }, i) => {
      const text = formatOutput(printed[i] as ProgramOutput);
      // A complaint is cut, as the model is shown it.
      expect(text.startsWith('SyntaxError') ? text.slice(0, output.length) : text).toBe(output);
    });
    for (const { completion } of rows) {
      const answer = completion.slice(completion.lastIndexOf('<|turn|>') + '<|turn|>'.length);
      expect(completion).toContain(`<|output|>${answer}<|turn|>${answer}`);
    }
  });

  test('has a corpus of answers to the same questions', () => {
    rows.slice(0, 20).forEach(({ prompt, completion }, i) => {
      const direct = directCorpusRow(5, i, OPTIONS);
      expect(direct.prompt).toBe(prompt);
      expect(completion.endsWith(`<|turn|>${direct.completion}`)).toBe(true);
    });
  });
});
