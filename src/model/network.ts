/**
 * The transformer, as the papers draw it: pre-norm blocks of grouped-query attention with rotary
 * positions (Su et al. 2021; Ainslie et al. 2023) and SwiGLU (Shazeer 2020), RMSNorm, one residual stream.
 */

import type { ModelConfig } from './config';
import { attentionHeads } from './layout';
import type { Parameter } from './parameters';
import type { Activation, Tape } from './tape';

/** How rows attend to one another: within a packed batch, or to a cache. Records rotary positions and attention. */
export type Attention = (tape: Tape, qkv: Activation, layer: number) => Activation;

/** Records the network on a tape: token embeddings in, final hidden states [rows, hidden] out. */
export function transformer(
  tape: Tape,
  config: ModelConfig,
  parameter: (name: string) => Parameter,
  attention: Attention,
  embedded: Activation,
): Activation {
  const eps = config.rms_norm_eps;
  let x = embedded;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const p = (name: string) => parameter(`layers.${layer}.${name}`);
    const bias = config.attention_bias ? p('qkv_bias') : undefined;
    let qkv = tape.linear(tape.rmsnorm(x, p('input_norm'), eps), p('qkv'), { bias });
    if (config.qk_norm) qkv = tape.headNorm(qkv, p('qk_norm'), attentionHeads(config), eps);
    x = tape.linear(attention(tape, qkv, layer), p('o'), { residual: x });
    x = tape.linear(tape.swiglu(tape.rmsnorm(x, p('post_norm'), eps), p('gate_up')), p('down'), { residual: x });
  }
  return tape.rmsnorm(x, parameter('norm'), eps);
}
