/**
 * A judge made of workers: hands out jobs, watches over them, replaces a worker that is stuck or dead, and remembers
 * verdicts. Every job gets exactly one answer, in the order asked, whatever happens to the workers.
 */
import { messageOf } from '../common/errors';
import type { Limits } from './limits';
import { overlong } from './source-bound';
import { checkTask } from './task';
import type { Judge, JudgeFailure, JudgeJob, Printed, RunJob, Verdict } from './types';
import { type Entry, runKey, VerdictCache, verdictKey } from './verdict-cache';
import type { FromWorker, ToWorker } from './worker';

/** One worker, wherever it lives. `terminate` must stop it even inside an endless loop. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** The worker ended or broke without being asked to. */
  onFailure(listener: (message: string) => void): void;
  terminate(): void | Promise<void>;
  /** Told when the worker gets work and when it has none, for a host that may exit while it has none. */
  setBusy?(busy: boolean): void;
}

export interface PoolOptions {
  wasm: WebAssembly.Module;
  limits: Limits;
  workers: number;
  watchdog_ms: number;
  /** Verdicts remembered; the oldest are forgotten first. */
  cached_verdicts: number;
}

/** What a page says of a pool whose engine is loaded elsewhere. */
export type PoolSettings = Omit<PoolOptions, 'wasm'>;

export interface PoolStatistics {
  judged: number;
  cached: number;
  failed: number;
  workers_replaced: number;
  waiting: number;
}

export interface Pool extends Judge {
  statistics(): PoolStatistics;
}

type Job = JudgeJob | RunJob;
type Answer = Verdict | Printed | JudgeFailure;

interface Order {
  job: Job;
  answer: (answer: Answer) => void;
  /** The verdict of the first attempt, when that one does not stand on its own. */
  first?: Answer;
}

/** Jobs sent ahead to a worker, so that it never waits for the next one. */
const AHEAD = 4;
/** A worker that is not ready by then will not be; generous, because a loaded machine starts threads slowly. */
const START_MS = 60_000;
/** When the watchdog wakes up, messages may be waiting behind it (the host itself was busy): they get this long. */
const GRACE_MS = 200;
/** Workers that break before they are ready, without a verdict in between, after which a pool that has no other gives up. */
const FAILED_STARTS = 3;

export function createPool(spawn: () => WorkerHandle, options: PoolOptions): Pool {
  const queue: Order[] = [];
  const staff = new Set<Seat>();
  const verdicts = new VerdictCache(options.cached_verdicts);
  const counts = { judged: 0, cached: 0, failed: 0, workers_replaced: 0 };
  let failedStarts = 0;
  let closed = false;

  /** Settles an order; a verdict that only a clock decided, or a failure of the judge, gets one second attempt. */
  function settle(order: Order, answer: Answer): void {
    const final = !('judge_error' in answer) && !answer.decided_by_clock;
    if (!final && !order.first && !closed) {
      order.first = answer;
      queue.push(order);
      return;
    }
    if ('judge_error' in answer) counts.failed++;
    else counts.judged++;
    order.answer(answer);
  }

  class Seat {
    readonly #worker: WorkerHandle;
    readonly #orders = new Map<number, Order>();
    #ready = false;
    #next = 0;
    #watchdog: ReturnType<typeof setTimeout> | undefined;

    constructor() {
      this.#worker = spawn();
      this.#worker.onMessage((message) => this.#hear(message));
      this.#worker.onFailure((message) => this.#lose({ judge_error: `a judge worker failed: ${message}` }));
      this.#worker.post({ type: 'open', wasm: options.wasm, limits: options.limits });
      this.#worker.setBusy?.(true);
      this.#watch();
    }

    get ready(): boolean {
      return this.#ready;
    }

    get free(): boolean {
      return this.#ready && this.#orders.size < AHEAD;
    }

    get idle(): boolean {
      return this.#orders.size === 0;
    }

    send(order: Order): void {
      if (this.idle) this.#worker.setBusy?.(true);
      const id = this.#next++;
      this.#orders.set(id, order);
      this.#worker.post({ type: 'judge', id, job: order.job });
      if (this.#orders.size === 1) this.#watch();
    }

    /** Ends the worker; with an answer, also what it was asked. */
    dismiss(answer?: Answer): void | Promise<void> {
      clearTimeout(this.#watchdog);
      staff.delete(this);
      if (answer) for (const order of this.#orders.values()) order.answer(answer);
      return this.#worker.terminate();
    }

    #hear(message: FromWorker): void {
      if (!staff.has(this)) return;
      if (message.type === 'broken') {
        this.#lose({ judge_error: `a judge worker broke: ${message.message}` });
        return;
      }
      if (message.type === 'ready') this.#ready = true;
      if (message.type === 'verdict') {
        failedStarts = 0;
        const order = this.#orders.get(message.id);
        this.#orders.delete(message.id);
        if (order) settle(order, message.verdict);
      }
      this.#watch();
      assign();
    }

    #watch(): void {
      clearTimeout(this.#watchdog);
      if (!this.#ready) {
        this.#watchdog = setTimeout(() => this.#lose({ judge_error: 'a judge worker did not start' }), START_MS);
      } else if (this.idle) {
        this.#worker.setBusy?.(false);
      } else {
        this.#watchdog = setTimeout(() => {
          this.#watchdog = setTimeout(() => this.#loseStuck(), GRACE_MS);
        }, options.watchdog_ms);
      }
    }

    #loseStuck(): void {
      const [order] = this.#orders.values();
      const { job } = order;
      const message = `no engine step ended within ${options.watchdog_ms} ms`;
      const status = 'timeout';
      const end = { status, fuel: 0, ms: options.watchdog_ms, decided_by_clock: true } as const;
      if ('task' in job) this.#lose({ ...end, passed: 0, total: job.task.tests.length, tests: [{ status, message }] });
      else this.#lose({ ...end, output: '', message });
    }

    /** Replaces the worker. The program it was running is answered for; the others have not begun and go back. */
    #lose(answer: Answer): void {
      if (!staff.has(this)) return;
      void this.dismiss();
      counts.workers_replaced++;
      const [running, ...others] = this.#orders.values();
      queue.unshift(...others);
      if (running) settle(running, answer);
      if (!this.#ready && ++failedStarts >= FAILED_STARTS && ![...staff].some((seat) => seat.ready)) {
        for (const order of queue.splice(0)) order.answer(answer);
        return;
      }
      assign();
    }
  }

  function assign(): void {
    if (closed) return;
    while (staff.size < Math.min(options.workers, queue.length + [...staff].filter((seat) => !seat.idle).length)) {
      staff.add(new Seat());
    }
    for (let sent = true; sent && queue.length > 0; ) {
      sent = false;
      // One each in turn, so that a short queue is spread over all workers.
      for (const seat of staff) {
        if (!seat.free || queue.length === 0) continue;
        seat.send(queue.shift() as Order);
        sent = true;
      }
    }
  }

  /** Puts an order into the queue; programs to run go before those to judge, because somebody waits in the middle of a text. */
  function enqueue(order: Order): void {
    const at = 'task' in order.job ? -1 : queue.findIndex(({ job }) => 'task' in job);
    queue.splice(at < 0 ? queue.length : at, 0, order);
  }

  function ask(job: Job): Entry {
    let key: string;
    try {
      if ('task' in job) checkTask(job.task);
      const known = overlong(job, options.limits);
      if (known) {
        counts.judged++;
        return { answer: Promise.resolve(known), waiting: 1 };
      }
      key = 'task' in job ? verdictKey(job, options.limits) : runKey(job, options.limits);
    } catch (error) {
      counts.failed++;
      return { answer: Promise.resolve({ judge_error: messageOf(error) }), waiting: 1 };
    }
    const known = verdicts.get(key);
    if (known) {
      counts.cached++;
      known.waiting++;
      return known;
    }
    const entry: Entry = { answer: Promise.resolve({ judge_error: 'not asked' }), waiting: 1 };
    entry.answer = new Promise<Answer>((resolve) => {
      const order: Order = {
        job,
        answer: (answer) => {
          if ('judge_error' in answer || answer.decided_by_clock) verdicts.forget(key);
          resolve(answer);
        },
      };
      entry.withdraw = () => {
        const at = queue.indexOf(order);
        if (at < 0) return;
        queue.splice(at, 1);
        verdicts.forget(key);
      };
      enqueue(order);
    });
    verdicts.set(key, entry);
    return entry;
  }

  function answers(jobs: readonly Job[], signal?: AbortSignal): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      if (closed) throw new Error('the judge is closed');
      signal?.throwIfAborted();
      const asked = jobs.map(ask);
      // What another caller waits for as well is judged all the same; so is what a worker already has.
      const abort = () => {
        for (const entry of asked) if (--entry.waiting === 0) entry.withdraw?.();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      assign();
      void Promise.all(asked.map(({ answer }) => answer)).then((given) => {
        signal?.removeEventListener('abort', abort);
        resolve(given);
      });
    });
  }

  return {
    judge: (jobs, signal) => answers(jobs, signal) as Promise<(Verdict | JudgeFailure)[]>,
    run: (jobs, signal) => answers(jobs, signal) as Promise<(Printed | JudgeFailure)[]>,
    async close() {
      closed = true;
      const answer: JudgeFailure = { judge_error: 'the judge was closed' };
      for (const order of queue.splice(0)) order.answer(answer);
      await Promise.all([...staff].map((seat) => seat.dismiss(answer)));
    },
    statistics: () => ({ ...counts, waiting: queue.length }),
  };
}
