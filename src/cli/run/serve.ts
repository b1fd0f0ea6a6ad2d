/** A server of static files for this machine alone. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { EnvironmentError } from '../../common/errors';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Folders by the path they are served under; the longest path that fits wins. */
export type Mounts = Readonly<Record<string, string>>;

/** Serves folders on localhost; port 0 takes a free one. `onSend` is told of every file that is asked for. */
export async function serve(mounts: Mounts, port: number, onSend = (_file: string) => {}): Promise<Served> {
  const server = createServer((request, response) => answer(mounts, request, response, onSend));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? `port ${port} is taken` : error.message;
      reject(new EnvironmentError(`cannot serve the page: ${taken}`, 'Choose another port by --port.'));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  mounts: Mounts,
  request: IncomingMessage,
  response: ServerResponse,
  onSend: (file: string) => void,
): void {
  const file = findFile(mounts, request.url ?? '/');
  const wrong = request.method !== 'GET' && request.method !== 'HEAD' ? 405 : file === undefined ? 404 : undefined;
  if (wrong !== undefined) {
    response.writeHead(wrong).end();
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file!)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  onSend(file!);
  createReadStream(file!)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** The file of a URL, inside its folder or not at all. */
function findFile(mounts: Mounts, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  const mount = Object.keys(mounts)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  if (mount === undefined || path.includes('\0')) return undefined;
  const root = resolve(mounts[mount]);
  const file = join(root, path.slice(mount.length) || 'index.html');
  if (!file.startsWith(root + sep)) return undefined;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return findFile(mounts, `${path.replace(/\/?$/, '/')}index.html`);
  return stat?.isFile() ? file : undefined;
}
