/** A reward model from the command line: trained, stopped, resumed, measured by best-of-N, and paid by. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../folder';
import { kata } from '../terminal';

const { at } = useFolder();

const SMALL = ['--problems', '8', '--eval_problems', '4', '--num_generations', '8', '--pair_rule', 'with_zero'];

test('train, stop, resume; eval and train by it', async () => {
  const run = ['--batch_size', '4', '--output_dir', at('rm'), '--adapter', 'software'];
  const first = await kata('reward-model', ...SMALL, ...run, '--stop_after', '1', '--json');
  expect(first.code).toBe(0);
  expect(first.out.map((line) => JSON.parse(line).type)).toEqual([
    'start',
    'evaluation',
    'update',
    'checkpoint',
    'end',
  ]);
  expect(first.err.join('\n')).toContain(`kata reward-model --resume_from_checkpoint ${at('rm', 'checkpoint-1')}`);

  const second = await kata('reward-model', '--resume_from_checkpoint', at('rm', 'checkpoint-1'));
  expect(second.code).toBe(0);
  expect(second.out.join('\n')).toMatch(/step 2\/2 .*\n.*step 2: held-out accuracy 0\.\d+ \[.*\] on \d+ pairs/);
  const rewardModel = at('rm', 'checkpoint-2');
  expect(JSON.parse(readFileSync(join(rewardModel, 'config.json'), 'utf8')).architectures).toEqual([
    'LlamaForSequenceClassification',
  ]);
  for (const file of ['model.safetensors', 'tokenizer.json', 'optimizer.safetensors', 'preferences.jsonl']) {
    expect(existsSync(join(rewardModel, file)), file).toBe(true);
  }
  expect(readFileSync(at('rm', 'metrics.jsonl'), 'utf8').trim().split('\n').length).toBe(4);

  const few = ['--problems', '4', '--samples', '4', '--k', '1', '--reward_model', rewardModel];
  const evaluated = await kata('eval', ...few, '--json');
  const { best_of_n: rows, ...measures } = JSON.parse(evaluated.out[0]);
  expect(rows.map(({ n }: { n: number }) => n)).toEqual([1, 2, 4]);
  for (const { average, reward_model, oracle } of rows) {
    expect(average.mean).toBe(measures['eval/avg@4']);
    expect(reward_model.mean).toBeLessThanOrEqual(oracle.mean);
  }
  expect((await kata('eval', ...few)).out.join('\n')).toMatch(/best of +average +reward model +oracle\n1 /);

  const tiny = ['--prompts_per_step', '4', '--num_generations', '4', '--max_steps', '1', '--eval_problems', '2'];
  const paid = ['--reward_model', rewardModel, '--output_dir', at('paid'), '--json'];
  const trained = await kata('train', ...tiny, ...paid);
  const update = trained.out.map((line) => JSON.parse(line)).find(({ type }) => type === 'update');
  expect(update['rewards/reward_model/mean']).toBe(update.reward);
  expect(update['rewards/all_tests/mean']).toBeGreaterThanOrEqual(0);
  expect(update['rewards/all_tests/mean']).toBe(update['sandbox/pass_frac']);

  // A reward model writes nothing.
  const writes = await kata('eval', '--model', rewardModel);
  expect([writes.code, writes.err.join()]).toEqual([
    2,
    expect.stringContaining('this is a reward model (architectures)'),
  ]);
});

test.each([
  [['eval', '--reward_model', 'nowhere'], 'kata: reward_model: there is no folder nowhere'],
  [['train', '--reward_model', 'nowhere'], 'kata: reward_model: there is no folder nowhere'],
  [
    ['eval', '--reward_model', 'models/base', '--problems', '1'],
    'this is a language model (architectures), expected a reward model',
  ],
  [['reward-model', '--pair_rule', 'all'], 'kata: pair_rule: "all" is not one of paper, code, with_zero'],
])('%j is refused in one line', async (argv, message) => {
  const { code, err } = await kata(...argv);
  expect({ code, lines: err.length }).toEqual({ code: 2, lines: 1 });
  expect(err[0]).toContain(message);
});
