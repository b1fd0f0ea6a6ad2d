import { defineConfig } from 'vitest/config';

/** In ms. Only what hangs takes longer, however busy the machine is. */
const TEN_MINUTES = 600_000;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/long/**'],
    globalSetup: 'tests/global-setup.ts',
    // One software GPU serves every test file: more than two at a time only fight for the cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: TEN_MINUTES,
    hookTimeout: TEN_MINUTES,
    expect: { poll: { timeout: TEN_MINUTES } },
  },
});
