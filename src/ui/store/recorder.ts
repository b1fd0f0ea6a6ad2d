/** Keeps a run while it goes, in the trainer's worker: its events, its checkpoints. Trouble with the store never ends a run. */
import { EnvironmentError, messageOf } from '../../common/errors';
import { VERSION } from '../../common/version';
import type { FileSource } from '../../model/files';
import type { TrainEvent } from '../../rl/records/events';
import type { Failure } from '../common/failure';
import { holdRun } from '../session/run-lock';
import { freeRunName, RUNS_KEPT, type RunStore, type SavedRun } from '../session/run-store';
import type { RunConfig } from '../session/trainer-api';
import { openRunStore } from './open-store';

export class Recorder {
  /** Undefined once the store gave up. */
  #store: Promise<RunStore | undefined>;

  constructor(
    private readonly config: Pick<RunConfig, 'run' | 'options' | 'problems'>,
    /** Tells of what is not kept, and why; the run goes on. */
    private readonly tell: (trouble: Failure) => unknown,
    open: () => Promise<RunStore> = openRunStore,
  ) {
    this.#store = open().catch((error) => this.#giveUp(error));
  }

  async append(event: TrainEvent): Promise<void> {
    await this.#keep(async (store) => {
      if (event.type === 'start' && !this.config.run.resume) await this.#make(store, event.run.options.run_name);
      await store.append(this.config.run.id, event);
    });
  }

  async save(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await this.#keep((store) => store.saveCheckpoint(this.config.run.id, name, files));
  }

  /** The checkpoint to go on from, where the run is to go on. An EnvironmentError says why it cannot. */
  async resume(): Promise<FileSource | undefined> {
    const { id, resume } = this.config.run;
    if (resume === undefined) return undefined;
    const store = await this.#store;
    const run = await store?.get(id);
    const cannot = (why: string) =>
      new EnvironmentError(
        `${run?.name ?? 'The run'} cannot go on: ${why}.`,
        'What it measured stays here. Train starts a new run.',
      );
    if (!store || !run) throw cannot('it is no longer in this browser');
    if (run.version !== VERSION) throw cannot(`it is of Kata ${run.version}, and this is Kata ${VERSION}`);
    if (!(await holdRun(id))) throw cannot('it goes on in another tab');
    const files = await store.readCheckpoint(id, resume);
    if (!files) throw cannot(`its ${resume} is no longer in this browser`);
    return { nameOf: (file) => `${run.name}/${resume}/${file}`, read: async (file) => files.get(file) };
  }

  async #make(store: RunStore, default_name: unknown): Promise<void> {
    const { options, problems } = this.config;
    const { id, name = String(default_name), race } = this.config.run;
    await holdRun(id);
    const others = await store.list();
    const run: SavedRun = {
      id,
      name: freeRunName(name, others),
      created: Date.now(),
      version: VERSION,
      options,
      problems,
      step: 0,
      checkpoints: [],
      race,
    };
    await store.put(run);
    const tooMany = others.slice(RUNS_KEPT - 1);
    for (const old of tooMany) await store.remove(old.id);
    if (tooMany.length > 0) {
      this.tell({
        message: `This browser keeps the last ${RUNS_KEPT} runs: ${tooMany.map((old) => old.name).join(', ')} made room.`,
        advice: '',
      });
    }
  }

  async #keep(work: (store: RunStore) => Promise<void>): Promise<void> {
    const store = await this.#store;
    if (!store) return;
    try {
      await work(store);
    } catch (error) {
      this.#store = Promise.resolve(this.#giveUp(error));
    }
  }

  #giveUp(error: unknown): undefined {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    this.tell(
      full
        ? {
            message:
              'The room that this browser gives to the page is full: the run goes on, but no more of it is kept.',
            advice: 'Remove old runs to make room for the next one.',
          }
        : {
            message: `This browser does not keep the run (${messageOf(error)}): it goes on, and is gone when the page closes.`,
            advice: 'Look at the site data settings of the browser if you want it kept.',
          },
    );
  }
}
