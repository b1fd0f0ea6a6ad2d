/** The speed of a whole step of the default run: rollout, judging and updates. */
import type { Gpu } from '../../kernels/device/gpu';
import { resolveOptions } from '../../rl/options/resolve';
import type { Metrics } from '../../rl/records/events';
import { train } from '../../rl/run/trainer';
import { openNodeJudge } from '../../sandbox/node-judge';
import { openTasks } from '../../tasks/node-open';
import { modelFolder } from '../files';
import type { BenchLine } from './model';

const STEPS = 4;

/** The fastest of a few steps, after one to warm up. */
export async function stepRow(gpu: Gpu): Promise<BenchLine> {
  const { options } = resolveOptions({ max_steps: STEPS, eval_steps: 0, eval_problems: 1, eval_samples: 1 });
  const [model, judge] = [modelFolder(options.model), openNodeJudge(options)];
  const steps: Metrics[] = [];
  try {
    for await (const event of train(options, { gpu, judge, tasks: openTasks, model })) {
      if (event.type === 'update') steps.push(event.metrics);
    }
  } finally {
    await judge.close();
  }
  const lines = steps.slice(1).map((metrics, i): BenchLine => {
    const of = (name: string) => metrics[name] - steps[i][name];
    const seconds = metrics.step_time;
    return {
      name: 'step of the default run',
      shape: `${options.prompts_per_step} × ${options.num_generations} programs`,
      ms: seconds * 1000,
      gflops: of('compute/flops') / seconds / 1e9,
      tokens_per_second: of('num_tokens') / seconds,
    };
  });
  return lines.reduce((best, line) => (line.ms < best.ms ? line : best));
}
