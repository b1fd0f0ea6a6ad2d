/**
 * Vite plugin that makes `sandbox.html`: one file with its script inside, and a policy that allows this script by its
 * hash, WebAssembly, and workers from blobs; nothing can be fetched, opened or reached from it.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';

const source = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export function sandboxPage(): Plugin {
  return {
    name: 'kata-sandbox-page',
    apply: (_, { isSsrBuild }) => !isSsrBuild,
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'sandbox.html', source: await sandboxHtml() });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== `${server.config.base.replace(/^\./, '')}sandbox.html`) return next();
        sandboxHtml().then((html) => {
          response.setHeader('Content-Type', 'text/html');
          response.end(html);
        }, next);
      });
    },
  };
}

/** The text of `sandbox.html`. */
export async function sandboxHtml(): Promise<string> {
  const worker = await bundle(source('./web-worker.ts'));
  const script = (await bundle(source('./frame.ts'), { WORKER_SOURCE: JSON.stringify(worker) }))
    // Inside an HTML script these would end it, or hide its end; in JavaScript strings the escape means the same.
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\!--');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}' 'wasm-unsafe-eval'; worker-src blob:`;
  return `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Kata: judge</title>
<script>${script}</script>
`;
}

/** One classic script with everything in it; a module worker from a blob does not start in an opaque origin. */
async function bundle(input: string, define: Record<string, string> = {}): Promise<string> {
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
      rollupOptions: { input, output: { format: 'iife', codeSplitting: false } },
    },
  })) as Rollup.RollupOutput;
  const chunks = built.output.filter((file) => file.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`${input} became ${chunks.length} scripts instead of one`);
  return chunks[0].code;
}
