/** Sizes that generation and training are prepared for. */

import type { Policy } from './policy';
import { turnTokens } from './policy';

/** Rows of a micro-batch, and sequences sampled side by side: more only costs memory. */
export const MICRO_BATCH_ROWS = 4096;
const SLOTS = 512;
/** Prompts are at most this long, where the model's positions allow it. */
const MAX_PROMPT_LENGTH = 192;

/** Limits of generation and training for a model and these lengths. */
export function limitsOf(
  policy: Policy,
  { max_completion_length, max_inserted_length = 0 }: { max_completion_length: number; max_inserted_length?: number },
  sequences: number,
) {
  if (max_inserted_length > 0) turnTokens(policy);
  const left = policy.config.max_position_embeddings - max_completion_length - max_inserted_length;
  return {
    slots: Math.min(SLOTS, sequences),
    max_prompt_length: Math.max(1, Math.min(MAX_PROMPT_LENGTH, left)),
    max_completion_length,
    max_inserted_length,
    sampleable: policy.tokenizer.vocabSize,
  };
}
