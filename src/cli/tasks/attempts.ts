/** The options and steps that `kata tasks filter` and `synthesize` share: the problems that they go through, and a model's programs for them. */
import { z } from 'zod';
import { option } from '../../common/options/option';
import { samplingOptions } from '../../rl/options/rollout';
import type { Group } from '../../rl/records/group';
import { attempt } from '../../rl/rollout/attempts';
import { judgeOptions } from '../../sandbox/options';
import { distinctProblems } from '../../tasks/distinct';
import { readRows } from '../../tasks/jsonl';
import { isTaskFile, openTasks } from '../../tasks/node-open';
import type { Problem, Split } from '../../tasks/problem';
import { readText } from '../files';
import { adapterOption, seedOption } from '../option';
import { openSession } from '../run/session';

export interface ProblemRow {
  problem: Problem;
  split?: Split;
}

/** The options of the problems that a command goes through. */
export const rowOptions = (group: string) => ({
  n: option(
    group,
    z.int().min(1).nullable().default(null),
    'Maximum number of problems; none: all of a file, 100 of a built-in set.',
  ),
  split: option(
    group,
    z.enum(['train', 'heldout']).default('train'),
    'Split of a built-in set to use; a file is used whole.',
  ),
});

/** The rows of a file in their order, or problems drawn from a built-in set. `command` names who reads it in errors. */
export async function readOrDrawProblems(
  name: string,
  command: string,
  { n, split, seed }: { n: number | null; split: Split; seed: number },
): Promise<ProblemRow[]> {
  if (isTaskFile(name)) return readRows(readText(name, command), name).slice(0, n ?? undefined);
  const tasks = await openTasks(name);
  return distinctProblems(tasks, { splits: [split], levels: tasks.levels, seed, n: n ?? 100 });
}

/** The options of the model and its number of programs; `model` describes what the programs are for. */
export const writerOptions = (group: string, model: string) => ({
  model: option(group, z.string().min(1).nullable().default(null), model),
  samples: option(group, z.int().min(1).default(16), 'Number of programs sampled per problem.', { aliases: ['n'] }),
});

/** The options of sampling and judging. */
export const sessionOptions = {
  seed: seedOption,
  adapter: adapterOption,
  ...samplingOptions,
  ...judgeOptions.shape,
};
const schema = z.object({ ...sessionOptions, samples: z.int() });

/** The model's programs, judged, problem by problem. */
export async function attempts(
  options: z.output<typeof schema>,
  model: string,
  tasks: string,
  problems: readonly Problem[],
  status: (line: string) => void,
): Promise<Group[]> {
  if (problems.length === 0) return [];
  const session = await openSession({ ...options, model, tasks }, options.samples * problems.length);
  try {
    const { seed, samples, max_completion_length, temperature, top_k, top_p, min_p } = options;
    const sampling = { seed, samples, max_completion_length, temperature, top_k, top_p, min_p };
    return await attempt(session, problems, sampling, (done) =>
      status(`${done} of ${problems.length} problems × ${samples} programs …`),
    );
  } finally {
    await session.close();
  }
}
