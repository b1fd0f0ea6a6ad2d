import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { lossExplorerFile } from './build/loss-explorer-file';
import { sandboxPage } from './build/sandbox-page';
import { serviceWorker } from './build/service-worker';

/** The models beside the page; while developing, Vite serves them from where they lie. */
function baseModels(folders = ['models/base', 'models/families', 'models/interpreter', 'models/reward']): Plugin {
  return {
    name: 'kata-base-models',
    apply: 'build',
    generateBundle() {
      const { root } = this.environment.config;
      for (const folder of folders) {
        for (const name of readdirSync(join(root, folder))) {
          const source = readFileSync(join(root, folder, name));
          this.emitFile({ type: 'asset', fileName: `${folder}/${name}`, source });
        }
      }
    },
  };
}

/** The page: static files that work from any sub-path. */
export default defineConfig({
  base: './',
  plugins: [sandboxPage(), baseModels(), lossExplorerFile(), serviceWorker()],
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    rollupOptions: { input: ['index.html', 'headless.html'] },
  },
  worker: { format: 'es' },
});
