/**
 * Vite plugin that makes `sandbox.html`: one file with its script inside, and a policy that allows this script by its
 * hash, WebAssembly, and workers from blobs; nothing can be fetched, opened or reached from it.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { bundle } from './bundle';

export function sandboxPage(): Plugin {
  let made: Promise<SandboxFile> | undefined;
  const file = () => {
    made ??= sandboxFile();
    return made;
  };
  return {
    name: 'kata-sandbox-page',
    apply: (_, { isSsrBuild }) => !isSsrBuild,
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'sandbox.html', source: (await file()).html });
    },
    // Without a network the frame holds the file's text and inherits the page's policy beside its own.
    async transformIndexHtml(html) {
      return html.replace(`script-src 'self'`, `script-src 'self' ${(await file()).hash}`);
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== `${server.config.base.replace(/^\./, '')}sandbox.html`) return next();
        file().then(({ html }) => {
          response.setHeader('Content-Type', 'text/html');
          response.end(html);
        }, next);
      });
    },
  };
}

/** The text of `sandbox.html`. */
export const sandboxHtml = async (): Promise<string> => (await sandboxFile()).html;

interface SandboxFile {
  html: string;
  /** Its script as a source of a policy: `'sha256-…'`. */
  hash: string;
}

async function sandboxFile(): Promise<SandboxFile> {
  // Classic scripts: a module worker from a blob does not start in an opaque origin.
  const worker = await bundle('src/sandbox/page-worker.ts');
  const script = (await bundle('src/sandbox/page-frame.ts', { define: { WORKER_SOURCE: JSON.stringify(worker) } }))
    // Inside an HTML script these would end it, or hide its end; in JavaScript strings the escape means the same.
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\!--');
  const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hash} 'wasm-unsafe-eval'; worker-src blob:`;
  const html = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Kata: judge</title>
<script>${script}</script>
`;
  return { html, hash };
}
