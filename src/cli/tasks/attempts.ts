/** What `kata tasks filter` and `synthesize` do with a model: it writes programs for the problems that they go through. */
import { z } from 'zod';
import { samplingOptions } from '../../rl/options/schema/rollout';
import type { Group } from '../../rl/records/group';
import { attempt } from '../../rl/rollout/attempts';
import { judgeOptions } from '../../sandbox/options';
import type { Problem } from '../../tasks/problem';
import { adapterOption, option, seedOption } from '../option';
import { openSession } from '../run/session';

/** Who writes, and how much; `model` says what the programs are for. */
export const writerOptions = (group: string, model: string) => ({
  model: option(group, z.string().min(1).nullable().default(null), model),
  samples: option(group, z.int().min(1).default(16), 'Number of programs sampled per problem.', 'n'),
});

/** How it writes and is judged. */
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
    const { seed, samples, max_completion_length, temperature, top_k, top_p } = options;
    const sampling = { seed, samples, max_completion_length, temperature, top_k, top_p };
    return await attempt(session, problems, sampling, (done) =>
      status(`${done} of ${problems.length} problems × ${samples} programs …`),
    );
  } finally {
    await session.close();
  }
}
