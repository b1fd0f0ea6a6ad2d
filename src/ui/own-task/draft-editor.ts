/** The state of the view: the problems that are written, which one is open, and what their checks found. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { InputError, messageOf } from '../../common/errors';
import { judgeOptions, poolOptions } from '../../sandbox/options';
import { openSandbox } from '../../sandbox/page-judge';
import { connectJudge } from '../../sandbox/port';
import { readLocal, saveLocal } from '../common/local-storage';
import { optionValues } from '../options/option-values';
import type { Session } from '../session/session';
import { type CheckReport, checkProblem } from './check';
import { type Draft, type DraftFault, emptyDraft, isBlank, newKey, readDraft, readDrafts } from './draft';
import { EXAMPLES } from './examples';
import { type ImportReport, importDrafts, type WithJudge } from './import-drafts';
import { promptHint } from './prompt-hint';
import { type TrainingSet, trainingSet } from './training-set';

export type Check = { draft: Draft } & (
  | { state: 'running' }
  | { state: 'done'; report: CheckReport }
  | { state: 'failed'; message: string }
);

interface Kept {
  drafts: Draft[];
  chosen: string;
}

const KEPT = 'kata.own-task.drafts';
/** Typing is kept this long after it paused. */
const KEEP_MS = 300;

/** One problem in so many is held out when the page is asked to. */
const HELDOUT_ONE_IN = 8;

export class DraftEditor {
  /** Never empty. */
  readonly drafts: Signal<readonly Draft[]>;
  readonly #chosen: Signal<string>;
  readonly chosen: ReadonlySignal<Draft>;
  readonly checks: Signal<Readonly<Record<string, Check>>> = signal({});
  readonly imported: Signal<ImportReport | undefined> = signal(undefined);
  /** Whether the panel for it is open. */
  readonly importing: Signal<boolean> = signal(false);
  /** False when the browser could not keep the last change. */
  readonly isKept: Signal<boolean> = signal(true);
  /** What was there before the last removal or import. */
  readonly former: Signal<{ what: string; drafts: readonly Draft[] } | undefined> = signal(undefined);
  /** What the last attempt to train stumbled over, by draft. */
  readonly faults: ReadonlySignal<{ draft: Draft; faults: DraftFault[] }[]>;
  /** What a run would train on; undefined while something is wrong. */
  readonly set: ReadonlySignal<TrainingSet | undefined>;
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly withJudge: WithJudge) {
    const kept = readLocal(KEPT) as Partial<Kept> | undefined;
    const drafts = Array.isArray(kept?.drafts) && kept.drafts.length > 0 ? kept.drafts : EXAMPLES[0].drafts();
    this.drafts = signal(drafts);
    this.#chosen = signal(kept?.chosen ?? drafts[0].key);
    this.chosen = computed(
      () => this.drafts.value.find(({ key }) => key === this.#chosen.value) ?? this.drafts.value[0],
    );
    const read = computed(() => readDrafts(this.drafts.value));
    this.faults = computed(() => read.value.faults);
    this.set = computed(() => {
      const { rows, faults } = read.value;
      return faults.length === 0 && rows.some(({ split }) => split === 'train') ? trainingSet(rows) : undefined;
    });
    let first = true;
    effect(() => {
      void this.drafts.value;
      void this.#chosen.value;
      if (!first) this.#keepSoon();
      first = false;
    });
    globalThis.addEventListener?.('pagehide', () => this.#keepNow());
  }

  choose(key: string): void {
    this.#chosen.value = key;
  }

  /** Changes the open problem. */
  edit(change: Partial<Draft>): void {
    const open = this.chosen.value;
    this.drafts.value = this.drafts.value.map((draft) => (draft === open ? { ...open, ...change } : draft));
  }

  add(drafts: readonly Draft[] = [emptyDraft()]): void {
    this.drafts.value = [...this.drafts.value, ...drafts];
    this.choose(drafts[0].key);
  }

  duplicate(): void {
    const open = this.chosen.value;
    const copy = { ...open, key: newKey(), id: '' };
    this.drafts.value = this.drafts.value.flatMap((draft) => (draft === open ? [draft, copy] : [draft]));
    this.choose(copy.key);
  }

  remove(): void {
    const open = this.chosen.value;
    const at = this.drafts.value.indexOf(open);
    this.#remember('One problem was removed.');
    const left = this.drafts.value.filter((draft) => draft !== open);
    this.drafts.value = left.length > 0 ? left : [emptyDraft()];
    this.choose(this.drafts.value[Math.min(at, this.drafts.value.length - 1)].key);
  }

  /** Puts these in place of all problems. */
  replace(drafts: readonly Draft[]): void {
    this.#remember('The problems were replaced.');
    this.drafts.value = drafts;
    this.choose(drafts[0].key);
  }

  undo(): void {
    const { former } = this;
    if (former.value) this.drafts.value = former.value.drafts;
    former.value = undefined;
  }

  /** Gives every prompt the form that this model reads, where its text allows it. */
  fixPrompts(model: string | undefined): void {
    this.drafts.value = this.drafts.value.map((draft) => {
      const fix = promptHint(draft, model)?.fix;
      return fix ? { ...draft, ...fix } : draft;
    });
  }

  /** Holds out one problem in eight, spread over the list. */
  holdOutSome(): void {
    this.drafts.value = this.drafts.value.map((draft, i) => ({
      ...draft,
      heldout: i % HELDOUT_ONE_IN === HELDOUT_ONE_IN - 1,
    }));
  }

  /** Reads problems of the own form and of others, behind those that are written; what is left out is listed. */
  async import(text: string, source: string): Promise<ImportReport> {
    this.imported.value = undefined;
    this.former.value = undefined;
    const { drafts, report } = await importDrafts(text, source, this.withJudge, this.drafts.value);
    this.imported.value = report;
    if (report.taken < report.read) this.importing.value = true;
    if (drafts.length === 0) return report;
    this.#remember(`${drafts.length} ${drafts.length === 1 ? 'problem was' : 'problems were'} imported.`);
    this.drafts.value = this.drafts.value.filter((draft) => !isBlank(draft));
    this.add(drafts);
    return report;
  }

  /** Judges references, trivial programs and mutants of these problems. */
  async check(drafts: readonly Draft[]): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    for (const draft of drafts) this.#note(draft, { draft, state: 'running' });
    const fail = (draft: Draft, error: unknown) => {
      if (abort.signal.aborted) this.#forget(draft);
      else this.#note(draft, { draft, state: 'failed', message: messageOf(error) });
    };
    try {
      await this.withJudge(async (judge) => {
        for (const draft of drafts) {
          try {
            const report = await checkProblem(judge, readable(draft), abort.signal);
            this.#note(draft, { draft, state: 'done', report });
          } catch (error) {
            fail(draft, error);
          }
        }
      });
    } catch (error) {
      for (const draft of drafts) fail(draft, error);
    }
    if (this.#abort === abort) this.#abort = undefined;
  }

  stopChecking(): void {
    this.#abort?.abort();
  }

  #note(draft: Draft, check: Check): void {
    this.checks.value = { ...this.checks.value, [draft.key]: check };
  }

  #forget({ key }: Draft): void {
    const { [key]: _, ...others } = this.checks.value;
    this.checks.value = others;
  }

  #remember(what: string): void {
    this.former.value = { what, drafts: this.drafts.value };
  }

  #keepSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepNow(), KEEP_MS);
  }

  #keepNow(): void {
    clearTimeout(this.#timer);
    const kept: Kept = { drafts: [...this.drafts.value], chosen: this.#chosen.value };
    this.isKept.value = saveLocal(KEPT, kept);
  }
}

function readable(draft: Draft) {
  const read = readDraft(draft);
  if ('faults' in read) throw new InputError(read.faults.map(({ message }) => message).join('; '));
  return read.problem;
}

/** A judge in a sandboxed frame of its own, with the judge's options of the page; the frame is removed after `use`. */
const withJudge =
  (session: Session): WithJudge =>
  async (use) => {
    const own = Object.entries(session.options.value).filter(([name]) => name in judgeOptions.shape);
    const values = optionValues(judgeOptions, Object.fromEntries(own));
    const { port, remove } = await openSandbox(poolOptions(values, navigator.hardwareConcurrency));
    try {
      return await use(connectJudge(port));
    } finally {
      port.close();
      remove();
    }
  };

let opened: DraftEditor | undefined;

/** The editor of the page; it stays, whatever the stage shows. */
export function draftEditor(session: Session): DraftEditor {
  opened ??= new DraftEditor(withJudge(session));
  return opened;
}
