/** An open lesson: its page, the prediction, and its runs among those that the trainer makes. */
import { computed, effect, type Signal, signal, untracked } from '@preact/signals';
import type { OptionTexts } from '../options/hash-options';
import type { RunState } from '../session/run-state';
import type { Activity, Session } from '../session/session';
import { markCompleted } from './completed';
import type { Lesson, LessonRuns, Next, Reading } from './lesson';

export class LessonState {
  /** A card before the question, the question itself, or a card after it. */
  readonly page: Signal<number> = signal(0);
  readonly predicted: Signal<number | undefined> = signal(undefined);
  readonly revealed: Signal<Reading | undefined> = signal(undefined);
  readonly runs: Signal<LessonRuns>;
  readonly reading = computed(() => this.lesson.read(this.runs.value));
  /** The run that is made next; undefined when all have been made. */
  readonly nextRun = computed(() => {
    const index = this.runs.value.findIndex((run) => run?.end === undefined || run.updates.length === 0);
    return index < 0 ? undefined : index;
  });
  /** What the next run tries, beside the options of the lesson's last one. */
  readonly tried: Signal<Next | undefined> = signal(undefined);

  /** What the trainer did last, other than nothing. */
  #activity: Activity = 'idle';
  /** Ends what follows the trainer. */
  readonly dispose: () => void;

  /** `overrides` come from the address, and win over the options of the lesson, though not over what its runs differ in. */
  constructor(
    readonly session: Session,
    readonly lesson: Lesson,
    private overrides: OptionTexts = {},
  ) {
    this.runs = signal(lesson.runs.map(() => undefined));
    if (lesson.problems) session.problems.value = lesson.problems();
    session.setSlowMotion(lesson.slow_motion ?? false);
    this.#ask(0);
    this.dispose = effect(() => this.#watch());
  }

  get questionPage(): number {
    return this.lesson.before.length;
  }

  get pages(): number {
    return this.lesson.before.length + 1 + this.lesson.after.length;
  }

  /** What holds the reader on this page; undefined where the next one may be opened. */
  get waitsFor(): string | undefined {
    const { before, after } = this.lesson;
    const page = this.page.value;
    if (page === this.questionPage) return this.revealed.value ? undefined : 'after the reveal';
    const { after_steps: steps = 0 } = page < this.questionPage ? before[page] : after[page - this.questionPage - 1];
    if ((this.runs.value[0]?.step ?? 0) >= steps) return undefined;
    return `after ${steps === 1 ? 'one step' : `${steps} steps`}`;
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
    if (this.predicted.value === undefined || !this.reading.value) return;
    this.revealed.value = this.reading.value;
    markCompleted(this.lesson.name);
  }

  /** All runs anew, with the next seed; the prediction stays. */
  again(): void {
    if (this.session.activity.value !== 'idle') return;
    this.overrides = { ...this.overrides, seed: String(Number(this.optionsOf(0).seed ?? 0) + 1) };
    this.runs.value = this.lesson.runs.map(() => undefined);
    this.revealed.value = undefined;
    this.#ask(0);
    this.session.play();
  }

  /** Asks for other options beside those of the lesson's last run. */
  attempt(next: Next): void {
    this.tried.value = next;
    replaceOptions(this.session, { ...this.optionsOf(this.lesson.runs.length - 1), ...next.options });
  }

  #ask(index: number): void {
    replaceOptions(this.session, this.optionsOf(index));
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
    const index = this.lesson.runs.findIndex((_, i) => isRunOf(run, this.optionsOf(i), this.lesson.runs[i].options));
    const known = this.runs.peek();
    if (index >= 0 && known[index] !== run) this.runs.value = known.with(index, run);
    return index >= 0;
  }
}

/** Asks for these options and no others. */
export function replaceOptions(session: Session, texts: OptionTexts): void {
  const others = Object.keys(session.options.peek()).map((name) => [name, undefined]);
  session.setOptions({ ...Object.fromEntries(others), ...texts });
}

/** Whether a run was made with these options. Its seed counts only where the lesson's runs differ in it. */
function isRunOf({ info }: RunState, options: OptionTexts, own: OptionTexts = {}): boolean {
  if (!info) return false;
  const counts = (name: string) => name !== 'seed' || Object.hasOwn(own, 'seed');
  return Object.entries(options).every(([name, text]) => !counts(name) || means(text, info.options[name]));
}

function means(text: string, value: unknown): boolean {
  if (typeof value === 'number') return Number(text) === value;
  if (value === null) return text === 'none';
  return text === (Array.isArray(value) ? value.join(',') : String(value));
}
