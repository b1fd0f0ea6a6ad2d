/** The page's state: what a person asked for, and what the run reported, as signals. */
import { computed, type Signal, signal } from '@preact/signals';
import type { Failure } from '../common/failure';
import { type OptionTexts, sameTexts } from '../options/hash-options';
import type { ViewName } from '../view-names';
import type { Border, RunHandle } from './driver';
import { PageAddress } from './page-address';
import type { RecordedRun } from './playback';
import { Playback } from './playback';
import { runsInProgress } from './run-lock';
import { emptyRun, groupToShow, type RunState, reduce, type ShownGroup, type StepGroups, stateAt } from './run-state';
import { loadRunState, type RunStore, resumable, type SavedRun } from './run-store';
import type { Support } from './support';
import { History, TimeTravel } from './time-travel';
import type { Inspected, TokenPlace } from './token-place';
import type { RunIdentity, StartRun } from './trainer-api';

/** What the run is doing, as far as the buttons go. */
export type Activity = 'idle' | 'starting' | 'running' | 'stepping' | 'pausing' | 'paused' | 'stopping';

/** At most so often does the page redraw: drawing takes the GPU's time from training. */
const REDRAW_MS = 250;
/** Slow motion rests so long at each border of a phase. */
const SLOW_MS = 1500;

/** A run to start. */
export interface Start {
  /** Default: those of the page. */
  options?: OptionTexts;
  /** Default: those of the page. */
  problems?: string;
  name?: string;
  race?: string;
}

/** How a run ended. */
interface Ended {
  id: string;
  /** What broke it; null where nothing did. */
  failure: Failure | null;
  /** `aborted` where it was stopped before its last step. */
  end?: 'done' | 'aborted';
}

export class Session {
  /** The run that is in view, up to now. */
  readonly live: Signal<RunState> = signal(emptyRun);
  /** The same at the step that is looked at. */
  readonly run = computed<RunState>(() => {
    const step = this.cursor.value;
    return step === null ? this.live.value : stateAt(this.live.value, step);
  });
  /** The run's key in the store; undefined before any training and for the recorded run. */
  readonly runId: Signal<string | undefined> = signal(undefined);
  readonly activity: Signal<Activity> = signal('idle');
  readonly failure: Signal<Failure | null> = signal(null);
  /** What is not right and did not end the run. */
  readonly trouble: Signal<Failure | null> = signal(null);
  /** A run of this browser that can go on, and was not waved away. */
  readonly offer: Signal<SavedRun | null> = signal(null);
  /** Whether each phase is followed by a moment to read. */
  readonly slowMotion: Signal<boolean> = signal(false);
  /** What the run in view was asked for; undefined before anything was trained, and of the recorded run. */
  readonly asked: Signal<OptionTexts | undefined> = signal(undefined);
  readonly #address = new PageAddress((before) => this.#followed(before));
  readonly options = this.#address.options;
  readonly view = this.#address.view;
  readonly lesson = this.#address.lesson;
  readonly link = this.#address.link;
  /** Problems of one's own, as JSONL: the task set `own`. */
  readonly problems: Signal<string | undefined> = signal(undefined);
  /** Undefined until the browser has been looked at. */
  readonly support: Signal<Support | undefined> = signal(undefined);
  /** The group that a person chose to look at; null follows the run. */
  readonly held: Signal<ShownGroup | null> = signal(null);
  /** Programs of the phase in progress that are written, and how many there will be. */
  readonly writing: Signal<{ written: number; of: number } | undefined> = signal(undefined);
  readonly #travel = new TimeTravel();
  /** The step that is looked at; null follows the run. */
  readonly cursor = this.#travel.cursor;
  readonly shown = computed<ShownGroup | null>(() => {
    const groups = this.#groups();
    return this.held.value ?? (groups ? { ...groups, index: groupToShow(groups) } : null);
  });
  /** The token that is shown on the curves of the losses. */
  readonly onCurve: Signal<TokenPlace | null> = signal(null);
  /** What the view of programs opens with when it comes next. */
  readonly reopen: Signal<Inspected | null> = signal(null);
  /** Whether the next run is asked for something else than the run in view was. */
  readonly asksAnew = computed(() => !sameTexts(this.options.value, this.asked.value ?? {}));
  readonly canTrain = computed(() => this.support.value !== undefined && !('failure' in this.support.value));
  /** The recorded run, while it is in view. */
  readonly recorded: Signal<Playback | null> = signal(null);

  #handle: RunHandle | undefined;
  #latest: RunState = emptyRun;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #store: Promise<RunStore | undefined> | undefined;

  constructor(
    private readonly launch: StartRun,
    /** Opens the runs of this browser; rejects where it keeps none. */
    private readonly openStore?: () => Promise<RunStore>,
  ) {
    addEventListener('visibilitychange', () => this.#changeVisibility());
  }

  /** The runs of this browser; undefined where it keeps none. */
  store(): Promise<RunStore | undefined> {
    this.#store ??= this.openStore?.().catch(() => undefined) ?? Promise.resolve(undefined);
    return this.#store;
  }

  /** The runs of this browser. Rejects where it keeps none. */
  async requireStore(): Promise<RunStore> {
    const store = await this.store();
    if (!store) throw new Error('This browser keeps no runs for this page.');
    return store;
  }

  /** Train, or go on. */
  play(): void {
    if (this.activity.value === 'idle') {
      void this.startRun();
    } else {
      this.#handle?.resume();
      this.activity.value = 'running';
    }
  }

  pause(): void {
    void this.#until('pausing', this.#handle?.pause());
  }

  /** To the next such border, from any state; a run that is going stops there. */
  step(to: Border = 'update'): void {
    if (this.activity.value === 'idle') void this.startRun();
    void this.#until('stepping', this.#handle?.step(to));
  }

  stop(): void {
    this.activity.value = 'stopping';
    void this.#handle?.stop();
  }

  setSlowMotion(on: boolean): void {
    this.slowMotion.value = on;
    this.#handle?.slow(on ? SLOW_MS : 0);
  }

  /** Starts a run, and settles when it is over. Only where none is in progress. */
  async startRun({ options, problems, name, race }: Start = {}): Promise<Ended> {
    if (this.activity.value !== 'idle') throw new Error('a run is in progress');
    this.#look(emptyRun, undefined);
    return this.#start({
      run: { id: crypto.randomUUID(), name, race },
      options: options ?? this.options.value,
      problems: problems ?? this.problems.value,
    });
  }

  /** Goes on with a run of this browser from its last checkpoint, and settles when it is over. Only where none is in progress. */
  async continueRun(id: string): Promise<Ended> {
    const run = await this.openRun(id);
    const resume = run && resumable(run);
    if (!resume) {
      const failure = { message: 'This run has no checkpoint to go on from.', advice: 'Train starts a new run.' };
      this.failure.value = failure;
      return { id, failure };
    }
    const { problems, name, race } = run;
    return this.#start({ run: { id, name, race, resume }, options: run.options, problems });
  }

  /** Brings a run of this browser into view; undefined where it is not there, or another one is in progress. */
  async openRun(id: string): Promise<SavedRun | undefined> {
    const store = await this.store();
    const run = await store?.get(id);
    if (!store || !run) return undefined;
    const state = await loadRunState(store, run);
    if (this.activity.value !== 'idle') return undefined;
    this.#look(state, id);
    this.asked.value = run.options;
    return run;
  }

  /** What was there when the page was closed, with the offer to go on; else the recorded run plays. */
  async restore(loadRecorded: () => Promise<RecordedRun>): Promise<void> {
    const runs = (await (await this.store())?.list()) ?? [];
    const busy = await runsInProgress();
    const last = runs.find(({ id, step }) => step > 0 && !busy.has(id));
    if (last) {
      const run = await this.openRun(last.id);
      if (run && resumable(run)) this.offer.value = run;
      return;
    }
    const recorded = await loadRecorded();
    if (this.activity.value !== 'idle' || this.runId.value !== undefined) return;
    this.#look(recorded.state, undefined, new History(async (step) => recorded.groups(step)));
    this.recorded.value = new Playback(recorded.state, (step) => this.#travel.seek(step));
  }

  /** Asks for these options beside the others; undefined takes one back. They hold from the next run on. */
  setOptions(texts: Readonly<Record<string, string | undefined>>): void {
    this.#address.setOptions(texts);
  }

  show(view: ViewName, along?: boolean): void {
    this.#address.show(view, along);
  }

  openLesson(name: string | undefined): void {
    this.#address.openLesson(name);
  }

  /** Looks at a step of the run in view; null, or its last one: as it is now. */
  seek(step: number | null): void {
    this.recorded.value?.stop();
    this.held.value = null;
    const { step: last } = this.live.value;
    this.#travel.seek(step === null || step >= last ? null : Math.max(step, 1));
  }

  /** Plays the recorded run on from the step in view; from its end, once more. */
  playRecorded(): void {
    this.held.value = null;
    this.recorded.value?.play(this.cursor.value ?? 0);
  }

  /** Takes a token of a program to the curve of its loss. */
  showOnCurve(place: Omit<TokenPlace, 'cursor'>): void {
    this.onCurve.value = { ...place, cursor: this.cursor.value };
    this.show('losses');
  }

  /** Back to the token, in its program. */
  backToToken(): void {
    if (!this.onCurve.value) return;
    this.#toToken(this.onCurve.value);
    this.show('programs');
  }

  #toToken({ shown, cursor, number, t, quantity }: TokenPlace): void {
    if (this.cursor.value !== cursor) this.seek(cursor);
    this.held.value = shown;
    this.reopen.value = { number, t, quantity };
  }

  /** Keeps a group in view while the run goes on. */
  hold(index: number): void {
    this.recorded.value?.stop();
    const shown = this.shown.value;
    if (shown) this.held.value = { ...shown, index };
  }

  follow(): void {
    this.seek(null);
  }

  /** The programs of the step in view. */
  #groups(): StepGroups | undefined {
    const { groups, written } = this.live.value;
    if (this.cursor.value !== null) {
      const past = this.#travel.past.value;
      return past === undefined ? groups : (past ?? undefined);
    }
    // While the run flies by, verdicts are there within moments of the programs.
    const moment = this.slowMotion.value || !['running', 'starting'].includes(this.activity.value);
    return moment ? (written ?? groups) : groups;
  }

  /** Brings another run into view, as it is now. */
  #look(state: RunState, id: string | undefined, history = this.#historyOf(id)): void {
    this.recorded.value?.stop();
    this.recorded.value = null;
    this.offer.value = null;
    this.failure.value = null;
    this.trouble.value = null;
    this.held.value = null;
    this.onCurve.value = null;
    this.reopen.value = null;
    this.runId.value = id;
    this.asked.value = undefined;
    this.#travel.over(history);
    this.#publish(state);
  }

  #historyOf(id: string | undefined): History | undefined {
    return id === undefined ? undefined : new History(async (step) => (await this.store())?.groups(id, step));
  }

  async #start({ run, ...asked }: { run: RunIdentity; options: OptionTexts; problems?: string }): Promise<Ended> {
    const { id } = run;
    this.runId.value = id;
    this.asked.value = asked.options;
    this.#travel.over(this.#historyOf(id));
    this.activity.value = 'starting';
    const config = { run, ...asked, base: new URL('./', document.baseURI).href };
    const handle = this.launch(
      config,
      (event) => {
        // Asked once there is something that it would hurt to lose.
        if (event.type === 'checkpoint') void globalThis.navigator?.storage?.persist?.();
        this.writing.value = undefined;
        this.#receive(reduce(this.#latest, event));
      },
      (trouble) => {
        this.trouble.value = trouble;
      },
      (written, of) => {
        if (!document.hidden) this.writing.value = { written, of };
      },
    );
    this.#handle = handle;
    if (this.slowMotion.value) handle.slow(SLOW_MS);
    const failure = await handle.finished;
    this.#publish({ ...this.#latest, phase: undefined, written: undefined });
    this.#handle = undefined;
    this.writing.value = undefined;
    this.failure.value = failure;
    this.activity.value = 'idle';
    const kept = await (await this.store())?.get(id).catch(() => undefined);
    // Nothing else came in view in the meantime.
    if (this.runId.value === id && this.activity.value === 'idle' && kept && resumable(kept)) this.offer.value = kept;
    return { id, failure, end: this.#latest.end };
  }

  /** What is held goes on to its verdicts, and to what the update measured on its tokens. */
  #complete({ groups }: RunState): void {
    const held = this.held.value;
    if (!held || !groups?.judged || groups.step !== held.step) return;
    if (groups.groups !== held.groups || groups.tokens !== held.tokens) {
      this.held.value = { ...groups, index: held.index };
    }
  }

  #receive(state: RunState): void {
    this.#latest = state;
    this.#complete(state);
    if (this.activity.value === 'starting') this.activity.value = 'running';
    const wait = this.#drawnAt + REDRAW_MS - performance.now();
    if (wait <= 0) this.#publish(state);
    else this.#redraw ??= setTimeout(() => this.#publish(this.#latest), wait);
  }

  #publish(state: RunState): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#latest = state;
    // A hidden page draws nothing; it catches up when it is looked at again.
    if (document.hidden) return;
    this.#drawnAt = performance.now();
    this.live.value = state;
  }

  #changeVisibility(): void {
    // What is hidden may be closed without another word.
    if (document.hidden) this.#handle?.keep();
    else this.#publish(this.#latest);
  }

  /** Shows an activity until it is done, unless another one took its place. */
  async #until(activity: Activity, done: Promise<void> | undefined): Promise<void> {
    this.activity.value = activity;
    await done;
    if (this.activity.value !== activity) return;
    // Whoever waited for it sees where it holds, not what was drawn a moment before.
    this.#publish(this.#latest);
    this.activity.value = 'paused';
  }

  /** Back from the curves leads to the token, as from its button. */
  #followed(before: ViewName): void {
    if (this.onCurve.value && before === 'losses' && this.view.value === 'programs') this.#toToken(this.onCurve.value);
  }
}

/** What every view of the stage takes. */
export interface ViewProps {
  session: Session;
}
