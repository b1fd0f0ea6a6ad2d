/** The speed of the loop: of a whole step of the default run, and of one-off pipelining next to the sequential loop. */
import type { Gpu } from '../../kernels/device/gpu';
import { resolveOptions } from '../../rl/options/resolve';
import type { Metrics } from '../../rl/records/events';
import type { Span, Timeline } from '../../rl/report/timeline';
import { train } from '../../rl/run/trainer';
import { withNodeJudge } from '../../sandbox/node-judge';
import type { Judge } from '../../sandbox/types';
import { openTasks } from '../../tasks/node-open';
import type { TaskSet } from '../../tasks/problem';
import { openTaskSet } from '../../tasks/registry';
import { modelFolder } from '../files';
import { type BenchLine, toBenchLine } from './kernels';

/** The built-in tests take a millisecond; those of real problem sets run for longer. This loop stands in for that. */
const WORK = 'for(let i=0;i<35000;i++);';
const OPTIONS = {
  max_steps: 6,
  eval_problems: 1,
  eval_samples: 1,
  eval_steps: 0,
  reward: 'fraction',
  // One worker, so that judging and sampling have a core each where there are two.
  judge_workers: 1,
  fuel: 1_000_000_000,
  cached_verdicts: 0,
};

export interface PipelineLine extends Timeline {
  seconds: number;
}

/** The loop one step after another, and pipelined. */
export async function pipelineLines(gpu: Gpu): Promise<PipelineLine[]> {
  await timed(gpu, 'warm-up', { ...OPTIONS, max_steps: 1 });
  return [
    await timed(gpu, 'one step after another', OPTIONS),
    await timed(gpu, 'one-off pipelining', { ...OPTIONS, one_off_pipelining: true }),
  ];
}

async function timed(gpu: Gpu, title: string, given: object): Promise<PipelineLine> {
  const { options } = resolveOptions({ ...given });
  const spans: Span[] = [];
  let start = 0;
  const now = () => (performance.now() - start) / 1000;
  const model = modelFolder(options.model);
  let open: Span | undefined;
  const close = () => {
    if (open) spans.push({ ...open, end: now() });
    open = undefined;
  };
  await withNodeJudge(options, async (judge) => {
    const context = { gpu, judge: watched(judge, spans, now), tasks: () => slow(openTaskSet(options.tasks)), model };
    for await (const event of train(options, context)) {
      if (event.type === 'phase' && event.step === 1 && start === 0) {
        start = performance.now();
        spans.length = 0;
      }
      if (start === 0) continue;
      close();
      if (event.type === 'phase' && (event.phase === 'rollout' || event.phase === 'update')) {
        open = { kind: event.phase, start: now(), end: now() };
      }
      // The evaluation after the last step is no part of the work.
      if (event.type === 'update' && event.step === options.max_steps) break;
    }
  });
  return { title, spans, seconds: Math.max(...spans.map(({ end }) => end)) };
}

/** The judge, taking down when it has programs to judge. */
function watched(judge: Judge, spans: Span[], now: () => number): Judge {
  let busy = 0;
  let since = 0;
  return {
    ...judge,
    close: () => judge.close(),
    async judge(jobs, signal) {
      if (busy++ === 0) since = now();
      try {
        return await judge.judge(jobs, signal);
      } finally {
        if (--busy === 0) spans.push({ kind: 'judge', start: since, end: now() });
      }
    },
  };
}

const slow = (tasks: TaskSet): TaskSet => ({
  ...tasks,
  size: (split) => tasks.size(split),
  problem(...asked) {
    const problem = tasks.problem(...asked);
    return { ...problem, prefix: WORK + (problem.prefix ?? '') };
  },
});

const STEPS = 4;

/** The fastest of a few whole steps of the default run (rollout, judging and updates), after one to warm up. */
export async function stepRow(gpu: Gpu): Promise<BenchLine> {
  const { options } = resolveOptions({ max_steps: STEPS, eval_steps: 0, eval_problems: 1, eval_samples: 1 });
  const model = modelFolder(options.model);
  const steps: Metrics[] = [];
  await withNodeJudge(options, async (judge) => {
    for await (const event of train(options, { gpu, judge, tasks: openTasks, model })) {
      if (event.type === 'update') steps.push(event.metrics);
    }
  });
  const lines = steps.slice(1).map((metrics, i) => {
    const of = (name: string) => metrics[name] - steps[i][name];
    const shape = `${options.prompts_per_step} × ${options.num_generations} programs`;
    return toBenchLine('step of the default run', shape, metrics.step_time, of('compute/flops'), of('num_tokens'));
  });
  return lines.reduce((best, line) => (line.ms < best.ms ? line : best));
}
