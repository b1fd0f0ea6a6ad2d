/**
 * A judge made of workers: hands out jobs, watches over them, replaces a worker that is stuck or dead, and remembers
 * verdicts. Every job gets exactly one answer, in the order asked, whatever happens to the workers.
 */
import { messageOf } from '../common/errors';
import type { Limits } from './limits';
import { overlong } from './source-bound';
import { checkTask } from './task';
import type { AnyAnswer, AnyJob, Judge, JudgeFailure, ProgramOutput, Verdict } from './types';
import { type Entry, runKey, VerdictCache, verdictKey } from './verdict-cache';
import type { FromWorker, ToWorker } from './worker';

/** One worker, wherever it lives. `terminate` must stop it even inside an endless loop. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** The worker ended or broke without being asked to. */
  onFailure(listener: (message: string) => void): void;
  terminate(): void | Promise<void>;
  /** Called with true when the worker gets work and with false when it runs out, for a host that may exit while no worker is busy. */
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

/** The options of a pool whose engine is loaded elsewhere, as a page sends them. */
export type PoolSettings = Omit<PoolOptions, 'wasm'>;

interface PoolStatistics {
  judged: number;
  cached: number;
  failed: number;
  workers_replaced: number;
  waiting: number;
}

/** A job that waits in the queue or at a worker. */
interface PendingJob {
  job: AnyJob;
  answer: (answer: AnyAnswer) => void;
  /** The answer of the first attempt, when that one is not final. */
  first?: AnyAnswer;
}

/** Jobs sent ahead to a worker, so that it never waits for the next one. */
const AHEAD = 4;
/** Milliseconds after which a worker that is not ready never will be; generous, because a loaded machine starts threads slowly. */
const START_MS = 60_000;
/** Milliseconds between the watchdog's call and the end of a worker: messages may be waiting where the host itself was busy. */
const GRACE_MS = 200;
/** Workers that break before they are ready, without a verdict in between, after which a pool that has no other gives up. */
const FAILED_STARTS = 3;

/** The judge of a host that can start workers. `spawnWorker` starts one. */
export class Pool implements Judge {
  readonly #spawnWorker: () => WorkerHandle;
  readonly #options: PoolOptions;
  readonly #queue: PendingJob[] = [];
  readonly #slots = new Set<Slot>();
  readonly #verdicts: VerdictCache;
  readonly #counts = { judged: 0, cached: 0, failed: 0, workers_replaced: 0 };
  #failedStarts = 0;
  #closed = false;

  constructor(spawnWorker: () => WorkerHandle, options: PoolOptions) {
    this.#spawnWorker = spawnWorker;
    this.#options = options;
    this.#verdicts = new VerdictCache(options.cached_verdicts);
  }

  // The methods of the contract are fields: a judge may be copied with one of them replaced, as `{ ...judge, run }`.
  readonly judge: Judge['judge'] = (jobs, signal) => this.#answers(jobs, signal) as Promise<(Verdict | JudgeFailure)[]>;

  readonly run: Judge['run'] = (jobs, signal) =>
    this.#answers(jobs, signal) as Promise<(ProgramOutput | JudgeFailure)[]>;

  readonly close = async (): Promise<void> => {
    this.#closed = true;
    const answer: JudgeFailure = { judge_error: 'the judge was closed' };
    this.#answerQueue(answer);
    const slots = [...this.#slots];
    this.#slots.clear();
    await Promise.all(
      slots.map((slot) => {
        for (const pending of slot.pending) pending.answer(answer);
        return slot.terminateWorker();
      }),
    );
  };

  statistics(): PoolStatistics {
    return { ...this.#counts, waiting: this.#queue.length };
  }

  #answers(jobs: readonly AnyJob[], signal?: AbortSignal): Promise<AnyAnswer[]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('the judge is closed');
      signal?.throwIfAborted();
      const asked = jobs.map((job) => this.#ask(job));
      // What another caller waits for as well is judged all the same; so is what a worker already has.
      const abort = () => {
        for (const entry of asked) if (--entry.waiting === 0) entry.withdraw?.();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#assign();
      void Promise.all(asked.map(({ answer }) => answer)).then((given) => {
        signal?.removeEventListener('abort', abort);
        resolve(given);
      });
    });
  }

  /** The entry of a job: answered at once where nothing need run, remembered, or queued. */
  #ask(job: AnyJob): Entry {
    const { limits } = this.#options;
    let key: string;
    try {
      if ('task' in job) checkTask(job.task);
      const known = overlong(job, limits);
      if (known) {
        this.#counts.judged++;
        return { answer: Promise.resolve(known), waiting: 1 };
      }
      key = 'task' in job ? verdictKey(job, limits) : runKey(job, limits);
    } catch (error) {
      this.#counts.failed++;
      return { answer: Promise.resolve({ judge_error: messageOf(error) }), waiting: 1 };
    }
    const known = this.#verdicts.get(key);
    if (!known) return this.#enqueue(job, key);
    this.#counts.cached++;
    known.waiting++;
    return known;
  }

  /** Queues a job and remembers its answer, unless that answer may be another one next time. */
  #enqueue(job: AnyJob, key: string): Entry {
    let pending!: PendingJob;
    const answer = new Promise<AnyAnswer>((resolve) => {
      pending = {
        job,
        answer: (answer) => {
          if (!isFinal(answer)) this.#verdicts.forget(key);
          resolve(answer);
        },
      };
    });
    const withdraw = () => {
      const at = this.#queue.indexOf(pending);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      this.#verdicts.forget(key);
    };
    // Programs to run go before those to judge: a completion waits for their output.
    const at = 'task' in job ? -1 : this.#queue.findIndex((other) => 'task' in other.job);
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, pending);
    const entry: Entry = { answer, waiting: 1, withdraw };
    this.#verdicts.set(key, entry);
    return entry;
  }

  /** Answers a job; one without a final answer gets one second attempt. */
  #settle(pending: PendingJob, answer: AnyAnswer): void {
    if (!isFinal(answer) && !pending.first && !this.#closed) {
      pending.first = answer;
      this.#queue.push(pending);
      return;
    }
    if ('judge_error' in answer) this.#counts.failed++;
    else this.#counts.judged++;
    pending.answer(answer);
  }

  #answerQueue(answer: AnyAnswer): void {
    for (const pending of this.#queue.splice(0)) pending.answer(answer);
  }

  /** Starts workers where there is work for them, and sends them the queue: one job each in turn, so that a short queue is spread over all. */
  #assign(): void {
    if (this.#closed) return;
    const busy = [...this.#slots].filter((slot) => !slot.idle).length;
    const wanted = Math.min(this.#options.workers, this.#queue.length + busy);
    while (this.#slots.size < wanted) this.#slots.add(this.#openSlot());
    for (let sent = true; sent && this.#queue.length > 0; ) {
      sent = false;
      for (const slot of this.#slots) {
        if (!slot.free || this.#queue.length === 0) continue;
        slot.send(this.#queue.shift() as PendingJob);
        sent = true;
      }
    }
  }

  #openSlot(): Slot {
    return new Slot(this.#spawnWorker(), this.#options, {
      onAnswer: (pending, answer) => {
        this.#failedStarts = 0;
        this.#settle(pending, answer);
      },
      onAlive: () => this.#assign(),
      onLost: (slot, answer) => this.#replace(slot, answer),
    });
  }

  /** Ends a worker. The program it was running gets the answer; its other jobs have not begun and go back. */
  #replace(slot: Slot, answer: AnyAnswer): void {
    void slot.terminateWorker();
    this.#slots.delete(slot);
    this.#counts.workers_replaced++;
    const [running, ...others] = slot.pending;
    this.#queue.unshift(...others);
    if (running) this.#settle(running, answer);
    const givesUp =
      !slot.ready && ++this.#failedStarts >= FAILED_STARTS && ![...this.#slots].some(({ ready }) => ready);
    if (givesUp) this.#answerQueue(answer);
    else this.#assign();
  }
}

/** Whether an answer stands on its own: no failure of the judge, and decided by no clock. */
const isFinal = (answer: AnyAnswer): boolean => !('judge_error' in answer) && !answer.decided_by_clock;

interface SlotEvents {
  onAnswer(pending: PendingJob, answer: AnyAnswer): void;
  /** The worker sent a sign of life, and may be free. */
  onAlive(): void;
  /** The worker broke or is stuck; `answer` is that of the job it was running. */
  onLost(slot: Slot, answer: AnyAnswer): void;
}

/** One worker, the jobs it was sent, and the watchdog over it. */
class Slot {
  readonly #worker: WorkerHandle;
  readonly #watchdogMs: number;
  readonly #events: SlotEvents;
  readonly #sent = new Map<number, PendingJob>();
  #ready = false;
  #terminated = false;
  #next = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(worker: WorkerHandle, { wasm, limits, watchdog_ms }: PoolOptions, events: SlotEvents) {
    this.#worker = worker;
    this.#watchdogMs = watchdog_ms;
    this.#events = events;
    worker.onMessage((message) => this.#receive(message));
    worker.onFailure((message) => this.#lose({ judge_error: `a judge worker failed: ${message}` }));
    worker.post({ type: 'open', wasm, limits });
    worker.setBusy?.(true);
    this.#watch();
  }

  get ready(): boolean {
    return this.#ready;
  }

  get free(): boolean {
    return this.#ready && this.#sent.size < AHEAD;
  }

  get idle(): boolean {
    return this.#sent.size === 0;
  }

  /** The jobs sent and not answered, the running one first. */
  get pending(): Iterable<PendingJob> {
    return this.#sent.values();
  }

  send(pending: PendingJob): void {
    if (this.idle) this.#worker.setBusy?.(true);
    const id = this.#next++;
    this.#sent.set(id, pending);
    this.#worker.post({ type: 'judge', id, job: pending.job });
    if (this.#sent.size === 1) this.#watch();
  }

  terminateWorker(): void | Promise<void> {
    this.#terminated = true;
    clearTimeout(this.#watchdog);
    return this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (this.#terminated) return;
    if (message.type === 'broken') {
      this.#lose({ judge_error: `a judge worker broke: ${message.message}` });
      return;
    }
    if (message.type === 'ready') this.#ready = true;
    if (message.type === 'verdict') {
      const pending = this.#sent.get(message.id);
      this.#sent.delete(message.id);
      if (pending) this.#events.onAnswer(pending, message.verdict);
    }
    this.#watch();
    this.#events.onAlive();
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
      }, this.#watchdogMs);
    }
  }

  #loseStuck(): void {
    const [{ job }] = this.#sent.values();
    const message = `no engine step ended within ${this.#watchdogMs} ms`;
    const status = 'timeout';
    const end = { status, fuel: 0, ms: this.#watchdogMs, decided_by_clock: true } as const;
    if ('task' in job) this.#lose({ ...end, passed: 0, total: job.task.tests.length, tests: [{ status, message }] });
    else this.#lose({ ...end, output: '', message });
  }

  #lose(answer: AnyAnswer): void {
    if (!this.#terminated) this.#events.onLost(this, answer);
  }
}
