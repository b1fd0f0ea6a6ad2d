/** Kept runs with made-up numbers. */
import { resolveOptions } from '../../../src/rl/options/resolve';
import type { RunData } from '../../../src/ui/runs/run-data';

interface Made {
  id: string;
  options?: Record<string, unknown>;
  /** Held-out pass@1 by step, on so many problems with ten programs each. */
  passes?: Record<number, number>;
  problems?: number;
  steps?: number;
  end?: 'done' | 'aborted';
}

export function madeRun({ id, options = {}, passes = {}, problems = 20, steps = 4, end = 'done' }: Made): RunData {
  const resolved = resolveOptions({ max_steps: steps, ...options }).options;
  return {
    run: {
      id,
      name: id,
      created: 1_700_000_000_000,
      version: '1',
      options: {},
      info: {
        options: { ...resolved },
        ...{ adapter: 'made up', backend: '', software: false, parameters: 1, first_step: 1, max_steps: steps },
      },
      step: steps,
      end,
      checkpoints: [],
    },
    updates: Array.from({ length: steps }, (_, i) => ({
      step: i + 1,
      metrics: { reward: 0.1 * (i + 1), 'compute/flops': (i + 1) * 1e9, updates: i + 1, step_time: 2 },
    })),
    evaluations: Object.entries(passes).map(([step, pass]) => ({
      step: Number(step),
      metrics: { 'eval/pass@1': pass, 'eval/pass@1_low': pass - 0.1, 'eval/pass@1_high': pass + 0.1 },
      problems: Array.from({ length: problems }, (_, p) => ({
        id: `p${p}`,
        n: 10,
        // The same share on every problem, up to rounding, so that the mean is the pass@1 that was asked for.
        c: Math.round(10 * pass),
      })),
    })),
  };
}
