/** AdamW over all parameters of a model, the global norm of the gradient clipped. The gradients are zero after a step. */
import { adamwStep, type Clip, createClip, globalNorm } from '../kernels/adamw';
import type { Gpu } from '../kernels/device/gpu';
import { Plan } from '../kernels/device/plan';
import type { Parameters } from './parameters';

export interface OptimizerOptions {
  adam_beta1: number;
  adam_beta2: number;
  adam_epsilon: number;
  weight_decay: number;
  max_grad_norm: number;
}

export interface OptimizerStep {
  /** Global norm of the gradient, before clipping. */
  grad_norm: number;
  /** True when the gradient was not finite and the weights were left alone. */
  skipped: boolean;
}

export class Optimizer {
  /** Updates made so far: the step of AdamW's bias correction. */
  updates = 0;
  readonly #plan: Plan;
  readonly #clip: Clip;

  /** Records the step. The parameters must have been made for training. */
  constructor(
    private readonly gpu: Gpu,
    parameters: Parameters,
    options: OptimizerOptions,
  ) {
    this.#plan = new Plan(gpu, 'update');
    const arenas = parameters.arenas.map((arena) => ({ ...arena, ...arena.training! }));
    const gradients = arenas.map((arena) => arena.gradients);
    const clip = createClip(gpu, gradients);
    this.#clip = clip;
    globalNorm(this.#plan, { gradients, clip }, { maxGradNorm: options.max_grad_norm });
    for (const { weights, gradients, m, v, decayed } of arenas) {
      adamwStep(
        this.#plan,
        { weights, gradients, m, v, clip, decayed },
        {
          learningRate: (sizes) => sizes.learning_rate,
          step: (sizes) => sizes.step,
          beta1: options.adam_beta1,
          beta2: options.adam_beta2,
          eps: options.adam_epsilon,
          weightDecay: options.weight_decay,
        },
      );
    }
  }

  /** Must be awaited before the first step. */
  async seal(): Promise<void> {
    await this.#plan.seal();
  }

  /** One step by the gradients that have been accumulated. */
  async step(learning_rate: number): Promise<OptimizerStep> {
    this.updates++;
    this.#plan.run({ learning_rate, step: this.updates });
    const [grad_norm, , skipped] = await this.gpu.readFloats(this.#clip.result);
    if (skipped) this.updates--;
    return { grad_norm, skipped: skipped !== 0 };
  }

  destroy(): void {
    this.#plan.destroy();
    this.gpu.free(this.#clip.result, this.#clip.partials);
  }
}
