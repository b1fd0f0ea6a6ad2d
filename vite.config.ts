import { defineConfig } from 'vite';

/** The page: static files that work from any sub-path. */
export default defineConfig({
  base: './',
  build: { outDir: 'dist/page', target: 'es2022' },
  worker: { format: 'es' },
  
});
