/**
 * Every kernel against its float64 reference on the adapter at hand, on small random inputs: what `kata doctor` prints. The
 * tests of each kernel look closer; this is what runs on a user's machine, where the driver may be new to us.
 */
import { messageOf } from '../../common/errors';
import type { Gpu } from '../device/gpu';
import { checkAttention, checkAttentionBackward, checkCachedAttention } from './attention';
import { checkEmbedding, checkEmbeddingBackward } from './embedding';
import { checkLogProbs, checkPolicyLoss, checkSampler } from './logits';
import { checkColumnSum, checkHeadNorm, checkNorm, checkNormBackward } from './norm';
import { checkAdamW } from './optimizer';
import { checkMatmul, checkSwigluBackward, checkSwigluForward } from './products';
import { checkBradleyTerry, checkValueHead } from './reward-model';
import { checkAppend, checkCopyPrompt, checkRope } from './rope';
import { TestBench } from './test-bench';

interface CheckResult {
  name: string;
  passed: boolean;
  /** The greatest error, as a share of the greatest value of its reference; NaN counts as Infinity. */
  error: number;
  /** Why it could not be computed at all. */
  message?: string;
}

/** Most relative error that plain float32 may have on these small inputs. */
const TOLERANCE = 2e-5;

/** Runs every check, one after the other; a kernel that cannot run fails its check, not the others. */
export async function* selfTest(gpu: Gpu): AsyncGenerator<CheckResult> {
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      const error = await check(new TestBench(gpu, name));
      yield { name, passed: error <= TOLERANCE, error };
    } catch (error) {
      yield { name, passed: false, error: Infinity, message: messageOf(error) };
    }
  }
}

const CHECKS: Record<string, (bench: TestBench) => Promise<number>> = {
  'matmul A·B': (bench) => checkMatmul(bench, 'nn'),
  'matmul A·Bᵀ': (bench) => checkMatmul(bench, 'nt'),
  'matmul Aᵀ·B': (bench) => checkMatmul(bench, 'tn'),
  'matmul with SwiGLU': checkSwigluForward,
  'SwiGLU backward': checkSwigluBackward,
  'RMSNorm forward': checkNorm,
  'RMSNorm backward': checkNormBackward,
  'RMSNorm of heads': checkHeadNorm,
  'column sum': checkColumnSum,
  'embedding forward': checkEmbedding,
  'embedding backward': checkEmbeddingBackward,
  'RoPE forward': (bench) => checkRope(bench, 1),
  'RoPE backward': (bench) => checkRope(bench, -1),
  'RoPE of the next token': (bench) => checkAppend(bench, 'next'),
  'RoPE of more tokens': (bench) => checkAppend(bench, 'several'),
  'prompt to the cache': checkCopyPrompt,
  'attention forward': checkAttention,
  'attention backward': checkAttentionBackward,
  'attention over a cache': checkCachedAttention,
  'log-probs': checkLogProbs,
  'policy loss': checkPolicyLoss,
  'value head': checkValueHead,
  'Bradley-Terry': checkBradleyTerry,
  AdamW: checkAdamW,
  sampler: checkSampler,
};
