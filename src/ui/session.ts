/** The page's state: what a person asked for, and what the run reported, as signals. */
import { computed, type Signal, signal } from '@preact/signals';
import type { RunHandle } from './driver';
import type { Failure } from './failure';
import { type OptionTexts, readHash, writeHash } from './hash-options';
import { emptyRun, groupToShow, type RunState, reduce, type StepGroups } from './run-state';
import type { StartRun } from './start-run';
import type { Support } from './support';
import { isView, type ViewName } from './views';

/** What the run is doing, as far as the buttons go. */
export type Activity = 'idle' | 'starting' | 'running' | 'stepping' | 'pausing' | 'paused' | 'stopping';

/** At most so often does the page redraw: drawing takes the GPU's time from training. */
const REDRAW_MS = 250;

export interface Shown extends StepGroups {
  index: number;
}

export class Session {
  readonly run: Signal<RunState> = signal(emptyRun);
  readonly activity: Signal<Activity> = signal('idle');
  readonly failure: Signal<Failure | null> = signal(null);
  /** What the next run is asked for, by option; those that are not here have their defaults. */
  readonly options: Signal<OptionTexts>;
  /** Problems of one's own, as JSONL: the task set `own`. */
  readonly problems: Signal<string | undefined> = signal(undefined);
  readonly view: Signal<ViewName> = signal('programs');
  /** The lesson that is open, by its name in the address. */
  readonly lesson: Signal<string | undefined> = signal(undefined);
  /** Undefined until the browser has been looked at. */
  readonly support: Signal<Support | undefined> = signal(undefined);
  /** The group that a person chose to look at; null follows the run. */
  readonly held: Signal<Shown | null> = signal(null);
  readonly shown = computed<Shown | null>(() => {
    const live = this.run.value.groups;
    return this.held.value ?? (live ? { ...live, index: groupToShow(live) } : null);
  });
  readonly canTrain = computed(() => this.support.value !== undefined && !('failure' in this.support.value));

  #handle: RunHandle | undefined;
  #latest: RunState = emptyRun;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly startRun: StartRun) {
    this.options = signal({});
    this.#readAddress();
    addEventListener('hashchange', () => this.#readAddress());
  }

  /** Train, or go on. */
  play(): void {
    if (this.activity.value === 'idle') {
      this.#start();
    } else {
      this.#handle?.resume();
      this.activity.value = 'running';
    }
  }

  pause(): void {
    void this.#until('pausing', this.#handle?.pause());
  }

  /** One step, from any state; a run that is going stops at the end of its step. */
  step(): void {
    if (this.activity.value === 'idle') this.#start();
    void this.#until('stepping', this.#handle?.step());
  }

  stop(): void {
    this.activity.value = 'stopping';
    void this.#handle?.stop();
  }

  /** Asks for these options beside the others; undefined takes one back. They hold from the next run on. */
  setOptions(texts: Readonly<Record<string, string | undefined>>): void {
    const merged = { ...this.options.value, ...texts };
    const given = Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined);
    this.options.value = Object.fromEntries(given);
    this.#writeAddress();
  }

  show(view: ViewName): void {
    this.view.value = view;
    this.#writeAddress();
  }

  openLesson(name: string | undefined): void {
    this.lesson.value = name;
    this.#writeAddress();
  }

  /** Keeps a group in view while the run goes on. */
  hold(index: number): void {
    const shown = this.shown.value;
    if (shown) this.held.value = { ...shown, index };
  }

  follow(): void {
    this.held.value = null;
  }

  #readAddress(): void {
    const { view, lesson, options } = readHash(location.hash);
    this.view.value = isView(view) ? view : 'programs';
    this.lesson.value = lesson;
    this.options.value = options;
  }

  #writeAddress(): void {
    const view = this.view.value === 'programs' ? undefined : this.view.value;
    const hash = writeHash({ view, lesson: this.lesson.value, options: this.options.value });
    history.replaceState(null, '', hash || location.pathname + location.search);
  }

  #start(): void {
    this.failure.value = null;
    this.held.value = null;
    this.#publish(emptyRun);
    this.activity.value = 'starting';
    const config = {
      options: this.options.value,
      problems: this.problems.value,
      base: new URL('./', document.baseURI).href,
    };
    const handle = this.startRun(config, (event) => this.#receive(reduce(this.#latest, event)));
    this.#handle = handle;
    void handle.finished.then((failure) => {
      this.#publish({ ...this.#latest, phase: undefined });
      this.#handle = undefined;
      this.failure.value = failure;
      this.activity.value = 'idle';
    });
  }

  #receive(state: RunState): void {
    this.#latest = state;
    if (this.activity.value === 'starting') this.activity.value = 'running';
    const wait = this.#drawnAt + REDRAW_MS - performance.now();
    if (wait <= 0) this.#publish(state);
    else this.#redraw ??= setTimeout(() => this.#publish(this.#latest), wait);
  }

  #publish(state: RunState): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#drawnAt = performance.now();
    this.#latest = state;
    this.run.value = state;
  }

  /** Shows an activity until it is done, unless another one took its place. */
  async #until(activity: Activity, done: Promise<void> | undefined): Promise<void> {
    this.activity.value = activity;
    await done;
    if (this.activity.value === activity) this.activity.value = 'paused';
  }
}
