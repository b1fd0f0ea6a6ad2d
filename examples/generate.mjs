/**
 * Samples two programs for a prompt from the small base model, token by token on the GPU, without any training.
 *
 *     npm run build && node examples/generate.mjs
 */
import { Generator, modelFolder, openGpu, openPolicy, openTasks } from 'kata';

const gpu = await openGpu();
try {
  const { parameters, tokenizer, endTokens } = await openPolicy(gpu, modelFolder('models/base'), { training: false });
  const tasks = await openTasks('spec-to-function');
  const { prompt } = tasks.problem('heldout', 0, 1, tasks.levels);
  const generator = await Generator.create(gpu, parameters, {
    slots: 2,
    max_prompt_length: 128,
    max_completion_length: 64,
    sampleable: tokenizer.vocabSize,
  });
  const completions = await generator.generate({
    prompts: [tokenizer.encode(prompt)],
    // Each sample has a number of its own: with the seed it names the random stream.
    samples: [
      { prompt: 0, uid: 0 },
      { prompt: 0, uid: 1 },
    ],
    seed: 1,
    end_tokens: endTokens,
    temperature: 1,
    max_completion_length: 64,
  });
  console.log(prompt);
  for (const { tokens } of completions) console.log(tokenizer.decode(tokens));
} finally {
  gpu.close();
}
