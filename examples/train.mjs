/**
 * Trains the small base model from code: two steps on generated problems, with the metrics of each step printed.
 *
 *     npm run build && node examples/train.mjs
 */
import { modelFolder, openGpu, openJudge, openTasks, resolveOptions, train } from 'kata';

// The options of `kata train` by name (docs/options.md); those left out have their defaults.
const { options } = resolveOptions({
  loss_type: 'dapo',
  max_steps: 2,
  prompts_per_step: 4,
  num_generations: 4,
  eval_problems: 16,
});
const gpu = await openGpu({ adapter: options.adapter });
const judge = openJudge(options);
try {
  const model = modelFolder(options.model);
  for await (const event of train(options, { gpu, judge, tasks: openTasks, model })) {
    if (event.type === 'update' || event.type === 'evaluation') console.log(event.type, event.step, event.metrics);
  }
} finally {
  await judge.close();
  gpu.close();
}
