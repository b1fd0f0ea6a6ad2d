/** A judge that lives on the other side of a MessagePort: in another worker, or in the sandbox's frame. */
import { expose, type Remote, releaseProxy, wrap } from 'comlink';
import type { Judge, JudgeFailure, JudgeJob, Verdict } from './types';

interface RemoteJudge {
  judge(call: number, jobs: readonly JudgeJob[]): Promise<(Verdict | JudgeFailure)[]>;
  abort(call: number): void;
  close(): Promise<void>;
}

/** Answers on the port with the given judge. */
export function serveJudge(judge: Judge, port: MessagePort): void {
  const calls = new Map<number, AbortController>();
  const remote: RemoteJudge = {
    async judge(call, jobs) {
      const controller = new AbortController();
      calls.set(call, controller);
      try {
        return await judge.judge(jobs, controller.signal);
      } finally {
        calls.delete(call);
      }
    },
    abort: (call) => calls.get(call)?.abort(),
    close: () => judge.close(),
  };
  expose(remote, port);
}

/** The judge that answers on the port. An abort is passed on, because a signal cannot cross. */
export function connectJudge(port: MessagePort): Judge {
  const remote: Remote<RemoteJudge> = wrap<RemoteJudge>(port);
  let next = 0;
  return {
    async judge(jobs, signal) {
      signal?.throwIfAborted();
      const call = next++;
      const abort = () => void remote.abort(call);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await remote.judge(call, jobs);
      } catch (error) {
        throw signal?.aborted ? signal.reason : error;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    async close() {
      await remote.close();
      remote[releaseProxy]();
      port.close();
    },
  };
}
