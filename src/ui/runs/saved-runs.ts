/** The state of the view: the runs of this browser with what they measured, and which of them are looked at together. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { outcome } from '../import/import-files';
import { baseOf } from '../options/task-choice';
import { runsInProgress } from '../session/run-lock';
import type { Session } from '../session/session';
import { parseSavedModel } from '../store/saved-model';
import { groupArms, type RunsArm } from './arms';
import type { QuantityName } from './overlay';
import { Race } from './race';
import { formatPlan, parsePlan, type RacePlan } from './race-plan';
import type { RunData } from './run-data';

/** What is drawn together: runs that were chosen one by one, or all that a race has so far. */
type Selection = { ids: ReadonlySet<string> } | { race: string };

export class SavedRuns {
  /** Newest first; undefined until they are read, and where the browser keeps none. */
  readonly runs: ReadonlySignal<RunData[] | undefined>;
  /** Whether this browser keeps runs at all. */
  readonly keeps: Signal<boolean> = signal(true);
  /** In progress in this tab or another. */
  readonly busy: Signal<ReadonlySet<string>> = signal(new Set());
  readonly selection: Signal<Selection> = signal({ ids: new Set() });
  /** What they are compared by, beside held-out pass@1. */
  readonly beside: Signal<QuantityName> = signal('reward');
  readonly chosen: ReadonlySignal<RunData[]>;
  readonly arms: ReadonlySignal<RunsArm[]>;
  /** The one in progress, and those of these runs. */
  readonly races: ReadonlySignal<RacePlan[]>;
  readonly race: Race;
  /** The run whose row is open. */
  readonly open: Signal<string | undefined> = signal(undefined);
  readonly #kept: Signal<RunData[] | undefined> = signal(undefined);
  #reading: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {
    this.race = new Race(session);
    this.runs = computed(() => this.#kept.value?.map((data) => this.#upToNow(data)));
    this.chosen = computed(() => {
      const selection = this.selection.value;
      const runs = (this.runs.value ?? []).filter(({ run }) =>
        'race' in selection ? run.race === selection.race : selection.ids.has(run.id),
      );
      return runs.reverse();
    });
    this.arms = computed(() => groupArms(this.chosen.value));
    this.races = computed(() => {
      const going = this.race.plan.value;
      const texts = new Set([going && formatPlan(going), ...(this.runs.value ?? []).map(({ run }) => run.race)]);
      return [...texts].map(parsePlan).filter((plan) => plan !== undefined);
    });
    // A run is there once it has begun; at its end, what is kept of it is complete.
    const begun = computed(() => session.live.value.info);
    effect(() => {
      void session.activity.value;
      void begun.value;
      void this.read();
    });
    effect(() => {
      const imported = outcome.value?.runs[0];
      if (imported === undefined) return;
      void this.read();
      this.open.value = imported;
    });
    addEventListener('visibilitychange', () => document.hidden || void this.read());
  }

  /** Reads again what is kept. */
  read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readAll()).catch(() => {});
    return this.#reading;
  }

  choose(id: string, on: boolean): void {
    const ids = new Set(this.chosen.value.map(({ run }) => run.id));
    if (on) ids.add(id);
    else ids.delete(id);
    this.selection.value = { ids };
  }

  look(plan: RacePlan): void {
    this.selection.value = { race: formatPlan(plan) };
  }

  /** Removes a run; new runs that were to start from it start from the base. */
  async remove(id: string): Promise<void> {
    await (await this.session.requireStore()).remove(id);
    if (this.session.offer.value?.id === id) this.session.offer.value = null;
    const options = this.session.options.value;
    if (parseSavedModel(options.model ?? '')?.id === id) this.session.setOptions({ model: baseOf(options) });
    await this.read();
  }

  async rename(id: string, name: string): Promise<void> {
    await (await this.session.requireStore()).rename(id, name);
    await this.read();
  }

  async #readAll(): Promise<void> {
    const store = await this.session.store();
    this.keeps.value = store !== undefined;
    if (!store) return;
    const runs = await store.list();
    this.busy.value = await runsInProgress();
    const known = new Map((this.#kept.value ?? []).map((data) => [data.run.id, data]));
    this.#kept.value = await Promise.all(
      runs.map(async (run) => {
        const old = known.get(run.id);
        const same = old && old.run.step === run.step && old.run.end === run.end;
        if (same) return { ...old, run };
        const [updates, evaluations] = await Promise.all([store.updates(run.id), store.evaluations(run.id)]);
        return { run, updates, evaluations };
      }),
    );
  }

  /** The run in progress as it is now, others as they are kept. */
  #upToNow(data: RunData): RunData {
    const { activity, runId, live } = this.session;
    if (activity.value === 'idle' || data.run.id !== runId.value) return data;
    const { step, info = data.run.info, updates, evaluations } = live.value;
    return { run: { ...data.run, step, info }, updates, evaluations };
  }
}

const opened = new WeakMap<Session, SavedRuns>();

/** The saved runs of the page; it stays, whatever the stage shows. */
export function savedRuns(session: Session): SavedRuns {
  const saved = opened.get(session) ?? new SavedRuns(session);
  opened.set(session, saved);
  return saved;
}
