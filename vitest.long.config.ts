import { defineConfig } from 'vitest/config';
import config from './vitest.config';

/** Long and statistical tests: `npm run test:long`. */
export default defineConfig({ test: { ...config.test, include: ['tests/long/*.test.ts'], exclude: [] } });
