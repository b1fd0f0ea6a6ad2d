/**
 * The trainer in a page that nobody looks at: `kata train --backend playwright` opens `headless.html` in a headless Chromium,
 * starts a run here and takes its events and checkpoints back (`rl/run/headless.ts` is the contract).
 */
import { EnvironmentError, InputError, messageOf } from '../common/errors';
import { GpuMemoryError } from '../kernels/device/errors';
import { openGpu } from '../kernels/device/page-gpu';
import type { FileSource } from '../model/files';
import type { HeadlessFailure, HeadlessRun } from '../rl/run/headless';
import { train } from '../rl/run/trainer';
import { poolOptions } from '../sandbox/options';
import { openSandbox } from '../sandbox/page-judge';
import { connectJudge } from '../sandbox/port';
import { parseTasks } from '../tasks/jsonl';
import { openTaskSet } from '../tasks/registry';
import { urlFiles } from './worker/url-files';

const controller = new AbortController();

window.kata = {
  start: (run) => start(run).then(() => null, toFailure),
  stop: () => controller.abort(),
};

async function start({ options, tasks, model, reward_model, resume }: HeadlessRun): Promise<void> {
  const base = document.baseURI;
  const sandbox = await openSandbox(poolOptions(options, navigator.hardwareConcurrency), new URL('sandbox.html', base));
  const judge = connectJudge(sandbox.port);
  const gpu = await openGpu({ adapter: options.adapter });
  try {
    const events = train(options, {
      gpu,
      judge,
      tasks: (name) => (Object.hasOwn(tasks, name) ? parseTasks(tasks[name], name) : openTaskSet(name)),
      model: named(urlFiles('model', base), model),
      rewardModel: reward_model === undefined ? undefined : named(urlFiles('reward_model', base), reward_model),
      resume: resume === undefined ? undefined : named(urlFiles('resume', base), resume),
      save,
      signal: controller.signal,
    });
    for await (const event of events) await window.kataEvent(JSON.stringify(event));
  } finally {
    gpu.close();
    sandbox.remove();
  }
}

const named = (files: FileSource, name: string): FileSource => ({ ...files, nameOf: (file) => `${name}/${file}` });

/** Bytes that cross at a time: a multiple of 3, so that parts in base64 join. */
const PART = 3 * 2 ** 20;

async function save(checkpoint: string, files: Map<string, Uint8Array>): Promise<void> {
  for (const [file, bytes] of files) {
    for (let at = 0; at < Math.max(1, bytes.length); at += PART) {
      await window.kataFile(checkpoint, file, base64(bytes.subarray(at, at + PART)));
    }
  }
  await window.kataSave(checkpoint);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 2 ** 14) text += String.fromCharCode(...bytes.subarray(at, at + 2 ** 14));
  return btoa(text);
}

function toFailure(error: unknown): HeadlessFailure {
  const message = messageOf(error);
  if (error instanceof InputError) return { kind: 'input', message, advice: '' };
  if (error instanceof EnvironmentError) {
    return { kind: error instanceof GpuMemoryError ? 'memory' : 'environment', message, advice: error.advice };
  }
  return { kind: 'bug', message: error instanceof Error ? (error.stack ?? message) : message, advice: '' };
}
