/** Vite plugin that makes `service-worker.js`, which knows the files of this build. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { bundle } from './bundle';

/** Training needs none of these; they are kept when they were used once. */
const OPTIONAL = [/^headless/, /^assets\/headless/, /^assets\/transformers/, /^loss-explorer/, /^models\/(?!base\/)/];

export function serviceWorker(): Plugin {
  return {
    name: 'kata-service-worker',
    apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    generateBundle: {
      order: 'post',
      async handler(_, files) {
        const digest = createHash('sha256');
        for (const name of Object.keys(files).sort()) {
          const file = files[name];
          digest.update(name).update(file.type === 'chunk' ? file.code : file.source);
        }
        const needed = Object.keys(files).filter((name) => !OPTIONAL.some((pattern) => pattern.test(name)));
        const define = {
          VERSION: JSON.stringify(digest.digest('hex').slice(0, 16)),
          FILES: JSON.stringify(['./', './favicon.svg', ...needed.map((name) => `./${name}`)]),
        };
        const source = await bundle('src/ui/offline/service-worker.ts', { define });
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
      },
    },
  };
}
