/**
 * The judge in a page: a hidden frame of opaque origin, `sandbox.html`, with the workers inside. Programs and verdicts
 * pass through a port, which the page may hand on to the worker that trains.
 */
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { EnvironmentError } from '../common/errors';
import type { FrameAnswer, FrameStart } from './page-frame';
import type { PoolSettings } from './pool';

const START_MS = 30_000;

export interface Sandbox {
  /** For `connectJudge`, here or in a worker it is transferred to. */
  port: MessagePort;
  /** Removes the frame and with it the workers. */
  remove(): void;
}

/** Opens the frame; call it on the main thread. `page` is where `sandbox.html` lies. */
export async function openSandbox(
  settings: PoolSettings,
  page: string | URL = new URL('sandbox.html', document.baseURI),
): Promise<Sandbox> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw failure(`its engine did not load (${response.status} ${wasmUrl})`);
  const wasm = await response.arrayBuffer();

  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'judge';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  // Service workers do not serve a frame of opaque origin: without a network it gets the text that they kept.
  if (await isReachable(page)) frame.src = String(page);
  else frame.srcdoc = await fetchText(page);
  document.body.append(frame);
  await loaded;

  const { port1, port2 } = new MessageChannel();
  const start: FrameStart = { wasm, settings, port: port2 };
  const answer = waitForFrame(frame);
  frame.contentWindow?.postMessage(start, '*', [wasm, port2]); // an opaque origin has no name to aim at
  try {
    await answer;
  } catch (error) {
    frame.remove();
    throw error;
  }
  return { port: port1, remove: () => frame.remove() };
}

const isReachable = (page: string | URL) =>
  fetch(page, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );

async function fetchText(page: string | URL): Promise<string> {
  const response = await fetch(page).catch(() => undefined);
  if (!response?.ok) throw failure(`${page} did not load`);
  return response.text();
}

function waitForFrame(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const timer = setTimeout(() => end(failure('its frame did not answer')), START_MS);
    const end = (error?: Error) => {
      clearTimeout(timer);
      stop.abort();
      if (error) reject(error);
      else resolve();
    };
    addEventListener(
      'message',
      (event: MessageEvent<FrameAnswer>) => {
        if (event.source !== frame.contentWindow) return;
        end(
          event.data?.type === 'judge-ready' ? undefined : failure('message' in event.data ? event.data.message : ''),
        );
      },
      { signal: stop.signal },
    );
  });
}

function failure(reason: string): EnvironmentError {
  return new EnvironmentError(`the judge did not start: ${reason}`, 'reload the page');
}
