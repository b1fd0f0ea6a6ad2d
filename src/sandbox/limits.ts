/** The bounds a program runs within. The same everywhere: a verdict must not depend on the machine. */

export interface Limits {
  /** Work units a test may use; one is about 10,000 steps of the engine (0.2 ms of a plain loop). Deterministic. */
  fuel: number;
  /** Milliseconds a test may take when its steps are slow ones; such a verdict is marked `decided_by_clock`. */
  wall_ms: number;
  /** Megabytes of the engine's whole memory. */
  memory_mb: number;
  /** Kilobytes of the program's call stack, as `engine-wasm.ts` counts them: 256 is about 680 plain calls deep, everywhere. */
  stack_kb: number;
  /** Characters of a program. A longer one is an `error`. */
  source_chars: number;
  /** Values, characters and levels of nesting of a result, or characters printed. More fail the test. */
  result_nodes: number;
  result_chars: number;
  result_depth: number;
  /** Promise jobs run after a call that returned a promise. */
  promise_jobs: number;
}

export const DEFAULT_LIMITS: Limits = {
  fuel: 300,
  wall_ms: 800,
  memory_mb: 64,
  stack_kb: 256,
  source_chars: 20_000,
  result_nodes: 20_000,
  result_chars: 200_000,
  result_depth: 64,
  promise_jobs: 10_000,
};

/** Milliseconds without a sign of life after which a worker is stuck inside one engine step and is replaced. */
export const DEFAULT_WATCHDOG_MS = 2500;
