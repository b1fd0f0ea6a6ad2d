/** From the options of a run to those of its loss. */
import { type PolicyLossOptions, policyLossOptions } from '../kernels/policy-loss/options';
import type { TrainOptions } from './options';

/** The options of a run's loss, as the kernel and its reference take them. */
export function lossOf(options: TrainOptions): PolicyLossOptions {
  return policyLossOptions({
    loss_type: options.loss_type,
    temperature: options.temperature,
    epsilon: options.epsilon,
    epsilon_high: options.epsilon_high,
    delta: options.delta,
    gppo_beta_low: options.gppo_beta_low,
    gppo_beta_high: options.gppo_beta_high,
    cispo_min: options.cispo_min === 0 ? null : options.cispo_min,
    cispo_max: options.cispo_max,
    kl_type: options.kl_estimator,
    beta: options.beta,
    sapo_temperature_pos: options.sapo_temperature_pos,
    sapo_temperature_neg: options.sapo_temperature_neg,
    dro_beta: options.dro_beta,
    entropy_coef: options.entropy_coef,
    nll_alpha: options.nll_alpha,
  });
}
