/** The options of the judge. */
import { z } from 'zod';
import { optionGroup } from '../common/options/option';
import { DEFAULT_LIMITS, DEFAULT_WATCHDOG_MS } from './limits';
import type { PoolSettings } from './pool';

const option = optionGroup('judge');

export const judgeOptions = z.object({
  judge_workers: option(
    z.int().min(0).default(0),
    'Number of workers that judge programs in parallel; 0: one per core, at most 8.',
  ),
  fuel: option(
    z.int().min(1).default(DEFAULT_LIMITS.fuel),
    'Maximum work of a program per test, in units of 10,000 engine steps (0.2 ms of a plain loop). Work is counted, not timed, so a verdict is the same on every machine.',
  ),
  wall_ms: option(
    z.int().min(10).default(DEFAULT_LIMITS.wall_ms),
    'Maximum milliseconds per test, for tests whose steps are slow. A verdict decided by this clock is marked and judged once more.',
  ),
  watchdog_ms: option(
    z.int().min(100).default(DEFAULT_WATCHDOG_MS),
    'Milliseconds after which a worker that is stuck inside one engine step is terminated and replaced.',
  ),
  memory_mb: option(
    z.int().min(17).max(2048).default(DEFAULT_LIMITS.memory_mb),
    'Megabytes of memory for the engine that runs a program.',
  ),
  stack_kb: option(
    z.int().min(32).max(256).default(DEFAULT_LIMITS.stack_kb),
    "Kilobytes of call stack, counted to match the host's stack; 256 is about 680 plain calls deep. More would not fit into the 500 KB of a Chromium worker, and the verdict would depend on the host.",
  ),
  source_chars: option(
    z.int().min(1).default(DEFAULT_LIMITS.source_chars),
    'Maximum characters of a program; a longer one is an error.',
  ),
  result_nodes: option(
    z.int().min(1).default(DEFAULT_LIMITS.result_nodes),
    'Maximum number of values in a result; more fail the test.',
  ),
  result_chars: option(
    z.int().min(1).default(DEFAULT_LIMITS.result_chars),
    "Maximum characters of a result or of a program's output; more fail the test.",
  ),
  result_depth: option(
    z.int().min(1).max(100).default(DEFAULT_LIMITS.result_depth),
    'Maximum nesting depth of a result.',
  ),
  promise_jobs: option(
    z.int().min(1).default(DEFAULT_LIMITS.promise_jobs),
    'Maximum number of promise jobs after a call that returned a promise; more are a timeout.',
  ),
  cached_verdicts: option(
    z.int().min(0).default(20_000),
    'Number of cached verdicts, so that equal programs are judged once.',
  ),
});
export type JudgeOptions = z.infer<typeof judgeOptions>;

/** The settings of a pool on a machine with this many cores. */
export function poolOptions(options: Partial<JudgeOptions>, cores: number): PoolSettings {
  const settings = judgeOptions.parse(options);
  return {
    limits: settings,
    workers: settings.judge_workers || Math.max(1, Math.min(8, cores)),
    // A slow test must meet its own clock before it meets the watchdog.
    watchdog_ms: Math.max(settings.watchdog_ms, 2 * settings.wall_ms),
    cached_verdicts: settings.cached_verdicts,
  };
}
