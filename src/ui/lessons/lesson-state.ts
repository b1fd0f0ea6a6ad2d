/** An open lesson: its page, the prediction, and its runs among those that the trainer makes and this browser keeps. */
import { batch, computed, effect, type Signal, signal, untracked } from '@preact/signals';
import { readLocal, saveLocal } from '../common/local-storage';
import type { OptionTexts } from '../options/hash-options';
import type { RunState } from '../session/run-state';
import { isAtEnd, loadRunState, type SavedRun } from '../session/run-store';
import type { Activity, Session } from '../session/session';
import type { Lesson, LessonRuns, Next, Revealed } from './lesson';
import { keepPlace, type Place } from './reading-place';

/** A run of the lesson, and its name in the store. */
interface Made {
  run: RunState;
  id?: string;
}

export class LessonState {
  /** A card before the question, the question itself, or a card after it. */
  readonly page: Signal<number> = signal(0);
  readonly predicted: Signal<number | undefined> = signal(undefined);
  readonly revealed: Signal<Revealed | undefined> = signal(undefined);
  readonly #made: Signal<readonly (Made | undefined)[]>;
  readonly runs = computed<LessonRuns>(() => this.#made.value.map((made) => made?.run));
  readonly reading = computed(() => this.lesson.read(this.runs.value));
  /** The run that is made next; undefined when all have been made. */
  readonly nextRun = computed(() => {
    const index = this.runs.value.findIndex((run) => run?.end === undefined || run.updates.length === 0);
    return index < 0 ? undefined : index;
  });
  /** Names in the store of all its runs; undefined until all have been made. */
  readonly ids = computed(() => {
    const ids = this.#made.value.map((made) => made?.id).filter((id) => id !== undefined);
    return this.nextRun.value === undefined && ids.length === this.lesson.runs.length ? ids : undefined;
  });
  /** Whether no run can be made here: then nothing waits for one. */
  readonly unable = computed(() => this.session.support.value !== undefined && !this.session.canTrain.value);
  /** What the next run tries, beside the options of the lesson's last one. */
  readonly tried: Signal<Next | undefined> = signal(undefined);
  /** Settles when the runs that this browser keeps have been looked through. */
  readonly looked: Promise<void>;

  /** What the trainer did last, other than nothing. */
  #activity: Activity = 'idle';
  #open = true;
  readonly #ends: (() => void)[];

  /** `overrides` come from the address, and win over the options of the lesson, though not over what its runs differ in. */
  constructor(
    readonly session: Session,
    readonly lesson: Lesson,
    private overrides: OptionTexts = {},
    place?: Place,
  ) {
    this.#made = signal(lesson.runs.map(() => undefined));
    if (lesson.problems) session.problems.value = lesson.problems();
    session.setSlowMotion(lesson.slow_motion ?? false);
    if (place) this.#return(place);
    const follow = effect(() => this.#watch());
    if (!place) this.#ask(this.nextRun.peek() ?? 0);
    this.#ends = [follow, effect(() => keepPlace(this.#place()))];
    // A store that fails keeps nothing to take.
    this.looked = this.#takeKept().catch(() => {});
  }

  get questionPage(): number {
    return this.lesson.before.length;
  }

  get pages(): number {
    return this.lesson.before.length + 1 + this.lesson.after.length;
  }

  /** What holds the reader on this page; undefined where the reveal, or the next page, may come. */
  get waitsFor(): string | undefined {
    const { runs, after_steps = 0 } = this.lesson;
    const page = this.page.value;
    if (page === this.questionPage) {
      if (this.revealed.value) return undefined;
      if (this.predicted.value === undefined) return 'predict first';
      if (this.reading.value || this.unable.value) return undefined;
      return runs.length > 1 ? 'when the runs are done' : 'when the run is there';
    }
    if (page > 0 || this.unable.value || (this.runs.value[0]?.step ?? 0) >= after_steps) return undefined;
    return `after ${after_steps === 1 ? 'one step' : `${after_steps} steps`}`;
  }

  /** Whether all its runs can be made with another seed, because they do not differ in it. */
  get takesSeeds(): boolean {
    return this.lesson.runs.every(({ options }) => options?.seed === undefined);
  }

  /** The options of a run of the lesson. */
  optionsOf(index: number): OptionTexts {
    return { ...this.lesson.options, ...this.overrides, ...this.lesson.runs[index].options };
  }

  predict(choice: number): void {
    if (!this.revealed.value) this.predicted.value = choice;
  }

  reveal(): void {
    const usual = this.unable.value ? { answer: this.lesson.question.expected } : undefined;
    const revealed = this.reading.value ?? usual;
    if (this.predicted.value === undefined || !revealed) return;
    this.revealed.value = revealed;
    markCompleted(this.lesson.name);
  }

  /** All runs anew, with the next seed; the prediction stays. */
  again(): void {
    if (this.session.activity.value !== 'idle') return;
    // At once, so that the runs that are there are not taken for the new ones.
    batch(() => {
      this.#startOver(String(this.#seed + 1));
      this.revealed.value = undefined;
      this.#ask(0);
      this.session.play();
    });
  }

  /** Asks for other options beside those of the lesson's last run. */
  attempt(next: Next): void {
    this.tried.value = next;
    replaceOptions(this.session, { ...this.optionsOf(this.lesson.runs.length - 1), ...next.options });
  }

  /** Ends what follows the trainer, and the reader. */
  dispose(): void {
    this.#open = false;
    for (const end of this.#ends) end();
    keepPlace(undefined);
  }

  #ask(index: number): void {
    replaceOptions(this.session, this.optionsOf(index));
  }

  /** The seed of its runs, where they do not differ in it. */
  get #seed(): number {
    return Number(this.optionsOf(0).seed ?? 0);
  }

  #startOver(seed: string): void {
    this.overrides = { ...this.overrides, seed };
    this.#made.value = this.lesson.runs.map(() => undefined);
  }

  #place(): Place {
    const { name, next } = this.lesson;
    const tried = this.tried.value && next.indexOf(this.tried.value);
    return {
      lesson: name,
      page: this.page.value,
      predicted: this.predicted.value,
      revealed: this.revealed.value,
      tried,
      overrides: this.overrides,
      options: this.session.options.value,
    };
  }

  #return({ page, predicted, revealed, tried }: Place): void {
    this.page.value = Math.min(page, revealed ? this.pages - 1 : this.questionPage);
    this.predicted.value = predicted;
    this.revealed.value = revealed;
    this.tried.value = tried === undefined ? undefined : this.lesson.next[tried];
  }

  /** Follows the trainer: what it runs, and when it is through. */
  #watch(): void {
    const { activity, live, failure } = this.session;
    const run = live.value;
    const own = this.#take(run);
    if (activity.value !== 'idle') {
      this.#activity = activity.value;
      return;
    }
    // A page that was hidden hears of the end of a run when it is looked at again.
    if (this.#activity === 'idle' || (run.end === undefined && !failure.peek())) return;
    const unhindered = own && this.#activity === 'running' && run.end === 'done' && !failure.peek();
    this.#activity = 'idle';
    const next = this.nextRun.peek();
    if (next === undefined) return;
    untracked(() => this.#ask(next));
    if (unhindered) queueMicrotask(() => this.session.play());
  }

  /** Takes the trainer's run for one of the lesson's where it has the same options, and says whether it has. */
  #take(run: RunState): boolean {
    const index = this.lesson.runs.findIndex((_, i) => this.#isRun(i, run));
    if (index < 0) return false;
    // What is compared has one seed: with another one, the runs before do not count.
    const seed = Number(run.info!.options.seed);
    if (this.takesSeeds && seed !== this.#seed) this.#startOver(String(seed));
    const made = this.#made.peek();
    if (made[index]?.run !== run) {
      this.#made.value = made.with(index, { run, id: this.session.runId.peek() });
    }
    return true;
  }

  /** Whether a run was made with the options of this one of the lesson's. Its seed counts only where they differ in it. */
  #isRun(index: number, { info }: Pick<RunState, 'info'>): boolean {
    if (!info) return false;
    const counts = (name: string) => name !== 'seed' || !this.takesSeeds;
    return Object.entries(this.optionsOf(index)).every(
      ([name, text]) => !counts(name) || means(text, info.options[name]),
    );
  }

  /** Takes whole runs that this browser keeps for those that are still to be made, and goes on after them. */
  async #takeKept(): Promise<void> {
    const store = await this.session.store();
    const kept = (await store?.list()) ?? [];
    const found = await Promise.all(
      this.lesson.runs.map(async (_, i): Promise<Made | undefined> => {
        const run = kept.find((run) => this.#isKept(i, run));
        return run && { run: await loadRunState(store!, run), id: run.id };
      }),
    );
    if (!this.#open || this.session.activity.peek() !== 'idle') return;
    const fits = found.map((one, i) => (one && this.#hasSeed(one.run) && !this.#made.peek()[i] ? one : undefined));
    if (!fits.some((one) => one)) return;
    this.#made.value = this.#made.peek().map((one, i) => one ?? fits[i]);
    const next = this.nextRun.peek();
    if (next !== undefined && this.tried.peek() === undefined) this.#ask(next);
    const last = fits.findLast((one) => one)!;
    if (!this.#made.peek().some((one) => one?.run === this.session.live.peek())) await this.session.openRun(last.id!);
  }

  #isKept(index: number, run: SavedRun): boolean {
    const sameProblems = !this.lesson.problems || run.problems === this.session.problems.peek();
    return isAtEnd(run) && sameProblems && this.#isRun(index, run) && this.#hasSeed(run);
  }

  #hasSeed({ info }: Pick<RunState, 'info'>): boolean {
    return !this.takesSeeds || info?.options.seed === this.#seed;
  }
}

/** Asks for these options and no others. */
export function replaceOptions(session: Session, texts: OptionTexts): void {
  const others = Object.keys(session.options.peek()).map((name) => [name, undefined]);
  session.setOptions({ ...Object.fromEntries(others), ...texts });
}

function means(text: string, value: unknown): boolean {
  if (typeof value === 'number') return Number(text) === value;
  if (value === null) return text === 'none';
  return text === (Array.isArray(value) ? value.join(',') : String(value));
}

const COMPLETED = 'kata-lessons';

/** The names of the lessons that were completed in this browser; without local storage, as long as the page is open. */
export const completed = signal<readonly string[]>(readCompleted());

function markCompleted(name: string): void {
  if (completed.value.includes(name)) return;
  completed.value = [...completed.value, name];
  saveLocal(COMPLETED, completed.value);
}

function readCompleted(): string[] {
  const names = readLocal(COMPLETED);
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
