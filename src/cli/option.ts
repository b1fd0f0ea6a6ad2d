/** Options that several commands share. */
import { sampleOptions } from '../rl/options/commands/sample';

export const { seed: seedOption, adapter: adapterOption, model: modelOption } = sampleOptions.shape;
