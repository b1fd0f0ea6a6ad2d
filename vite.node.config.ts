import { defineConfig } from 'vite';

/** The command line, the library and the judge's worker, for Node. Vite does not bundle Node workers, so the worker is its own entry. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist/node',
    target: 'node20',
    rollupOptions: {
      input: { kata: 'src/cli/main.ts', index: 'src/index.ts', 'judge-worker': 'src/sandbox/node-worker.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});
