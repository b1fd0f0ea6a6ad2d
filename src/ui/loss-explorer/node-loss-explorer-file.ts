/** Vite plugin that makes `loss-explorer.js`: the element as one module for other pages, beside the page. */
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';

export function lossExplorerFile(): Plugin {
  return {
    name: 'kata-loss-explorer-file',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'loss-explorer.js', source: await lossExplorerModule() });
    },
  };
}

async function lossExplorerModule(): Promise<string> {
  const input = fileURLToPath(new URL('./index.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      // light-dark() as it is: what it would become for older browsers needs help from the page around the element.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      modulePreload: false,
      rollupOptions: { input, preserveEntrySignatures: 'strict', output: { format: 'es', codeSplitting: false } },
    },
  })) as Rollup.RollupOutput;
  if (built.output.length !== 1) throw new Error(`loss-explorer.js became ${built.output.length} files instead of one`);
  return built.output[0].code;
}
