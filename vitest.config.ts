import { defineConfig } from 'vitest/config';

/** In ms. Only what hangs takes longer, however busy the machine is. */
const TEN_MINUTES = 600_000;

/** `--mode long` takes the long and statistical tests instead: `npm run test:long`. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['tests/long/*.test.ts'] : ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: mode === 'long' ? [] : ['tests/long/**'],
    globalSetup: 'tests/global-setup.ts',
    // One software GPU serves every test file: more than two at a time only fight for the cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: TEN_MINUTES,
    hookTimeout: TEN_MINUTES,
    expect: { poll: { timeout: TEN_MINUTES } },
  },
}));
