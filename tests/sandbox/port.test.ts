import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Engine } from '../../src/sandbox/engine';
import { connectJudge, serveJudge } from '../../src/sandbox/port';
import type { Judge } from '../../src/sandbox/types';
import { canary } from './corpus';
import { quickjsWasm } from './wasm';

test('a judge behind a port gives the same verdicts, and hears an abort', async () => {
  const engine = new Engine(quickjsWasm);
  let heard: unknown;
  const judge: Judge = {
    judge: async (jobs, signal) => {
      if (jobs.length === 0) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      heard = signal?.aborted;
      signal?.throwIfAborted();
      return Promise.all(jobs.map((job) => engine.judge(job)));
    },
    run: (jobs) => Promise.all(jobs.map((job) => engine.run(job))),
    close: async () => {},
  };
  const { port1, port2 } = new MessageChannel();
  serveJudge(judge, port1 as unknown as MessagePort);
  const remote = connectJudge(port2 as unknown as MessagePort);
  expect(await remote.judge([canary])).toMatchObject([{ status: 'pass' }]);
  expect(await remote.run([{ program: 'print(6 * 7)', max_chars: 10 }])).toMatchObject([{ output: '42\n' }]);

  const controller = new AbortController();
  const asked = remote.judge([], controller.signal);
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await expect(asked).rejects.toThrow('enough');
  expect(heard).toBe(true);
  await remote.close();
  port1.close();
});
