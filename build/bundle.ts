/** One file and all it imports as one script, for Vite plugins that emit such files beside the page. */
import { fileURLToPath } from 'node:url';
import { type BuildEnvironmentOptions, build, type Rollup } from 'vite';

interface BundleOptions {
  /** A classic script, or a module that keeps its exports. Default `iife`. */
  format?: 'iife' | 'es';
  /** Names in the source that stand for these texts of JavaScript. */
  define?: Record<string, string>;
  build?: BuildEnvironmentOptions;
}

/** The text of the script made from `input`, a path from the repository's root. More than one script is an error. */
export async function bundle(input: string, { format = 'iife', define = {}, build: more }: BundleOptions = {}) {
  const file = fileURLToPath(new URL(`../${input}`, import.meta.url));
  const built = (await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define,
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      rollupOptions: { input: file, preserveEntrySignatures: 'strict', output: { format, codeSplitting: false } },
      ...more,
    },
  })) as Rollup.RollupOutput;
  const [chunk, ...others] = built.output.filter((file) => file.type === 'chunk');
  if (others.length > 0) throw new Error(`${input} became ${others.length + 1} scripts instead of one`);
  return chunk.code;
}
