/** A judge that lives on the other side of a MessagePort: in another worker, or in the sandbox's frame. */
import { expose, type Remote, releaseProxy, wrap } from 'comlink';
import type { Judge, JudgeFailure, JudgeJob, ProgramOutput, RunJob, Verdict } from './types';

interface RemoteJudge {
  judge(call: number, jobs: readonly JudgeJob[]): Promise<(Verdict | JudgeFailure)[]>;
  run(call: number, jobs: readonly RunJob[]): Promise<(ProgramOutput | JudgeFailure)[]>;
  abort(call: number): void;
  close(): Promise<void>;
}

/** Answers on the port with the given judge. */
export function serveJudge(judge: Judge, port: MessagePort): void {
  const calls = new Map<number, AbortController>();
  async function heard<T>(call: number, answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    calls.set(call, controller);
    try {
      return await answer(controller.signal);
    } finally {
      calls.delete(call);
    }
  }
  const remote: RemoteJudge = {
    judge: (call, jobs) => heard(call, (signal) => judge.judge(jobs, signal)),
    run: (call, jobs) => heard(call, (signal) => judge.run(jobs, signal)),
    abort: (call) => calls.get(call)?.abort(),
    close: () => judge.close(),
  };
  expose(remote, port);
}

/** The judge that answers on the port. An abort is passed on, because a signal cannot cross. */
export function connectJudge(port: MessagePort): Judge {
  const remote: Remote<RemoteJudge> = wrap<RemoteJudge>(port);
  let next = 0;
  async function called<T>(signal: AbortSignal | undefined, ask: (call: number) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const call = next++;
    const abort = () => void remote.abort(call);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await ask(call);
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
  return {
    judge: (jobs, signal) => called(signal, (call) => remote.judge(call, jobs)),
    run: (jobs, signal) => called(signal, (call) => remote.run(call, jobs)),
    async close() {
      await remote.close();
      remote[releaseProxy]();
      port.close();
    },
  };
}
