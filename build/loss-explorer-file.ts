/** Vite plugin that makes `loss-explorer.js`: the element as one module for other pages, beside the page. */
import type { Plugin } from 'vite';
import { bundle } from './bundle';

export function lossExplorerFile(): Plugin {
  return {
    name: 'kata-loss-explorer-file',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    async generateBundle() {
      const source = await bundle('src/ui/loss-explorer/index.ts', {
        format: 'es',
        // light-dark() as it is: what it would become for older browsers needs help from the page around the element.
        build: { cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
      });
      this.emitFile({ type: 'asset', fileName: 'loss-explorer.js', source });
    },
  };
}
