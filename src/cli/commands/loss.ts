/** `kata loss`: the fused loss of given rows, computed on the GPU, to compare with other implementations. */
import { z } from 'zod';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import { withGpu } from '../../kernels/device/node-gpu';
import type { Command } from '../command';
import { readText } from '../files';
import { adapterOption } from '../option';
import { lossOfCases, readCases } from './loss-cases';

const schema = z.object({
  cases: option(
    'run',
    z.string().min(1),
    'A JSON array or JSONL of rows {loss, params, logits, action, temperature, logp_old, logp_ref, sequence_log_ratio, adv, token_weight, kl_estimator, beta, entropy_coef, nll_alpha, nll_weight}; - for standard input.',
  ),
  adapter: adapterOption,
});

export const command: Command = {
  usage: 'loss --cases FILE',
  description:
    'Computes the policy loss of rows of logits on the GPU. Prints one JSON line per row: logp, policy_loss, kl_value, entropy, total, F, region, and the gradient dtotal_dlogits. total = token_weight·(policy_loss + beta·kl_value − entropy_coef·entropy) − nll_alpha·nll_weight·logp.',
  schema,
  async run({ given }, terminal) {
    const options = checkOptions(schema, given);
    const cases = readCases(readText(options.cases, 'cases'), options.cases);
    await withGpu({ adapter: options.adapter }, async (gpu) => {
      for (const row of await lossOfCases(gpu, cases)) terminal.print(JSON.stringify(row));
    });
  },
};
