/** `kata eval`: how often a model's programs pass, on held-out problems. */
import { evaluate, heldOutProblems } from '../rl/evaluation';
import { resolveEvalOptions } from '../rl/options';
import { evalOptions } from '../rl/schema';
import type { Command } from './command';
import { withInterval } from './progress';
import { openSession } from './session';

export const command: Command = {
  usage: 'eval --model DIR [options]',
  description:
    'Samples programs for held-out problems and judges them: pass@k, unbiased, with 95 % intervals by bootstrap over problems.',
  schema: evalOptions,
  async run({ given, json }, terminal) {
    const options = resolveEvalOptions(given);
    const session = await openSession(options, options.samples * options.problems);
    try {
      const { tasks, judge, policy, generator } = session;
      const problems = heldOutProblems(tasks, options.problems, options.levels);
      terminal.status(`${problems.length} problems × ${options.samples} programs …`);
      const sampling = { ...options, problems: problems.length };
      const { metrics } = await evaluate(policy, generator, judge, problems, sampling);
      const about = { model: options.model, tasks: tasks.name, problems: problems.length, samples: options.samples };
      if (json) {
        terminal.print(JSON.stringify({ ...about, ...metrics }));
        return;
      }
      terminal.print(`${about.model} on ${about.tasks}: ${about.problems} problems × ${about.samples} programs`);
      for (const k of options.k) terminal.print(`pass@${k}`.padEnd(9) + withInterval(metrics, `eval/pass@${k}`));
    } finally {
      await session.close();
    }
  },
};
