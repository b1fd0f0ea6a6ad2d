/** `kata sample`: a prompt in, programs and verdicts out. */

import { checkOptions } from '../../common/options/given';
import { sampleOptions } from '../../rl/options/commands/sample';
import type { Group } from '../../rl/records/group';
import { Judging } from '../../rl/reward/judging';
import { rollout } from '../../rl/rollout/rollout';
import type { Problem } from '../../tasks/problem';
import type { Command } from '../command';
import { openSession } from '../run/session';
import { formatVerdict, indented } from '../run/summary';
import type { Terminal } from '../terminal';

export const command: Command = {
  usage: 'sample [options]',
  description:
    'Samples programs from a model: for --prompt, or for a held-out problem (chosen by --seed), whose tests then judge them.',
  schema: sampleOptions,
  async run({ given, json }, terminal) {
    const options = checkOptions(sampleOptions, given);
    const session = await openSession(options, options.n);
    try {
      const { tasks, judge, policy, generator } = session;
      const problem: Problem =
        options.prompt === null
          ? tasks.problem('heldout', 0, options.seed, options.levels ?? tasks.levels)
          : { id: 'prompt', prompt: options.prompt, entry: '', tests: [] };
      const sampling = { ...options, num_generations: options.n, first_uid: 0 };
      const judged = problem.tests.length > 0;
      const judging = new Judging(judge, [problem], { reward: 'all_tests', all_tests: true });
      const written = await rollout(policy, generator, [problem], sampling, judging);
      const [group] = judged ? (await judging.assignRewards(written)).groups : written;
      show(group, json, terminal);
    } finally {
      await session.close();
    }
  },
};

function show({ problem, tests, samples }: Group, json: boolean, terminal: Terminal): void {
  if (json) {
    for (const { completion, logprobs, ended, calls, verdict, reward } of samples) {
      const logprob = logprobs.reduce((sum, value) => sum + value, 0);
      terminal.print(JSON.stringify({ problem: problem.id, completion, calls, ended, logprob, verdict, reward }));
    }
    return;
  }
  terminal.print(`prompt   ${indented(problem.prompt.trim())}`);
  for (const { call, expected } of tests) terminal.print(`test     ${call} is ${expected}`);
  for (const sample of samples) {
    terminal.print('');
    for (const { program, output, failed } of sample.calls ?? []) {
      terminal.print(`runs     ${indented(program.trim())}`);
      terminal.print(`${failed ? 'fails   ' : 'prints  '} ${indented(output.trim())}`);
    }
    terminal.print(
      `${sample.calls?.length ? 'answer ' : 'program'}  ${indented(((problem.prefix ?? '') + sample.completion).trim())}`,
    );
    if (tests.length > 0) terminal.print(`verdict  ${formatVerdict(sample)}`);
    else if (!sample.ended) terminal.print('         (cut at max_completion_length)');
  }
}
