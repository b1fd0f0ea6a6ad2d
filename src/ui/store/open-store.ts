/** The runs of this browser, in IndexedDB, with the checkpoints' files in the private file system where there is one. */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { getLoss, LOSS_TYPES } from '../../losses/options';
import type { TrainEvent } from '../../rl/records/events';
import {
  type Group,
  restoreGroup,
  restoreTokenRecords,
  type StoredGroup,
  type StoredTokenRecords,
  type TokenRecords,
} from '../../rl/records/group';
import { restoreMetrics } from '../../rl/records/run-log';
import type { Evaluated, Measured, StepGroups } from '../session/run-state';
import { CHECKPOINTS_KEPT, type RunStore, type SavedRun } from '../session/run-store';
import { type CheckpointFiles, type Folder, openPrivateFiles } from './checkpoint-files';
import { pack, unpack } from './pack';

const NAME = 'kata';
/** The version of the layout below. A new layout gets the next number and its own step in `upgrade`. */
const VERSION = 1;

type MetricsKind = 'update' | 'evaluation';
type StepKind = 'groups' | 'tokens';

interface Layout extends DBSchema {
  runs: { key: string; value: SavedRun };
  metrics: { key: [id: string, kind: MetricsKind, step: number]; value: Evaluated & { id: string; kind: MetricsKind } };
  /** Programs and token records, packed. */
  steps: {
    key: [id: string, kind: StepKind, step: number];
    value: { id: string; kind: StepKind; step: number; bytes: Uint8Array };
  };
  /** Checkpoints where there is no private file system. */
  files: { key: [folder: string, file: string]; value: { folder: string; file: string; bytes: Uint8Array } };
}

type Database = IDBPDatabase<Layout>;
type Writing<Names extends ('runs' | 'metrics' | 'steps')[]> = IDBPTransaction<Layout, Names, 'readwrite'>;

/** Opens the store. Rejects where the browser keeps nothing for this page, or its store is of a newer version of Kata. */
export async function openRunStore(files?: CheckpointFiles): Promise<RunStore> {
  const db = await openDB<Layout>(NAME, VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore('runs', { keyPath: 'id' });
        db.createObjectStore('metrics', { keyPath: ['id', 'kind', 'step'] });
        db.createObjectStore('steps', { keyPath: ['id', 'kind', 'step'] });
        db.createObjectStore('files', { keyPath: ['folder', 'file'] });
      }
    },
    // A newer page in another tab must not wait for this one.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  return new IndexedStore(db, files ?? (await openPrivateFiles()) ?? databaseFiles(db));
}

class IndexedStore implements RunStore {
  constructor(
    private readonly db: Database,
    private readonly files: CheckpointFiles,
  ) {}

  async list(): Promise<SavedRun[]> {
    return (await this.db.getAll('runs')).sort((a, b) => b.created - a.created);
  }

  get(id: string): Promise<SavedRun | undefined> {
    return this.db.get('runs', id);
  }

  async put(run: SavedRun): Promise<void> {
    await this.db.put('runs', run);
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#change(id, (run) => ({ ...run, name }));
  }

  async remove(id: string): Promise<void> {
    const tx = this.db.transaction(['runs', 'metrics', 'steps'], 'readwrite');
    await Promise.all([
      tx.objectStore('runs').delete(id),
      tx.objectStore('metrics').delete(IDBKeyRange.bound([id], [id, []])),
      tx.objectStore('steps').delete(IDBKeyRange.bound([id], [id, []])),
      tx.done,
    ]);
    await this.files.remove(checkpointsFolder(id));
  }

  async append(id: string, event: TrainEvent): Promise<void> {
    switch (event.type) {
      case 'start': {
        const step = event.run.first_step - 1;
        return this.#change(id, (run) => ({ ...run, info: event.run, step, end: undefined }), {
          also: (tx) => takeBack(tx, id, step),
        });
      }
      case 'verdicts':
        return this.#putStep(id, 'groups', event.step, event.groups.map(packed));
      case 'update':
        if (event.tokens) await this.#putStep(id, 'tokens', event.step, event.tokens);
        return this.#change(id, (run) => ({ ...run, step: event.step }), {
          also: (tx) => tx.objectStore('metrics').put(measured(id, 'update', event)),
        });
      case 'evaluation':
        return this.#change(id, (run) => run, {
          also: (tx) => tx.objectStore('metrics').put(measured(id, 'evaluation', event)),
        });
      case 'end':
        return this.#change(id, (run) => ({ ...run, end: event.reason }));
    }
  }

  updates(id: string): Promise<Measured[]> {
    return this.#measured(id, 'update');
  }

  evaluations(id: string): Promise<Evaluated[]> {
    return this.#measured(id, 'evaluation');
  }

  async groups(id: string, step: number): Promise<StepGroups | undefined> {
    const [run, groups, tokens] = await Promise.all([
      this.get(id),
      this.db.get('steps', [id, 'groups', step]),
      this.db.get('steps', [id, 'tokens', step]),
    ]);
    if (!groups) return undefined;
    const whole = { step, judged: true, groups: ((await unpack(groups.bytes)) as PackedGroup[]).map(unpacked) };
    if (!tokens) return whole;
    const records = restoreTokenRecords((await unpack(tokens.bytes)) as StoredTokenRecords);
    return { ...whole, tokens: withTokenRatios(records, whole.groups, String(run?.info?.options.loss_type)) };
  }

  async saveCheckpoint(id: string, name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    // Files of a save that was cut off must not stay among these.
    await this.files.remove([...checkpointsFolder(id), name]);
    await this.files.write([...checkpointsFolder(id), name], files);
    let old: string[] = [];
    // A checkpoint is there once its run names it.
    await this.#change(id, (run) => {
      const all = [...run.checkpoints.filter((other) => other !== name), name];
      old = all.slice(0, -CHECKPOINTS_KEPT);
      return { ...run, checkpoints: all.slice(-CHECKPOINTS_KEPT) };
    });
    for (const other of old) await this.files.remove([...checkpointsFolder(id), other]);
  }

  async readCheckpoint(id: string, name: string): Promise<Map<string, Uint8Array> | undefined> {
    const run = await this.get(id);
    return run?.checkpoints.includes(name) ? this.files.read([...checkpointsFolder(id), name]) : undefined;
  }

  /** Changes a run, and with it what is done in `also`, at once or not at all; a run that is gone stays gone. */
  async #change(
    id: string,
    change: (run: SavedRun) => SavedRun,
    { also }: { also?: (tx: Writing<['runs', 'metrics', 'steps']>) => Promise<unknown> } = {},
  ): Promise<void> {
    const tx = this.db.transaction(['runs', 'metrics', 'steps'], 'readwrite');
    const runs = tx.objectStore('runs');
    const run = await runs.get(id);
    const work = run ? [runs.put(change(run)), also?.(tx)] : [];
    await Promise.all([...work, tx.done]);
  }

  async #putStep(id: string, kind: StepKind, step: number, value: unknown): Promise<void> {
    // Packed first: a transaction ends when nothing is asked of it.
    const bytes = await pack(value);
    await this.#change(id, (run) => run, { also: (tx) => tx.objectStore('steps').put({ id, kind, step, bytes }) });
  }

  async #measured(id: string, kind: MetricsKind): Promise<Evaluated[]> {
    const rows = await this.db.getAll('metrics', IDBKeyRange.bound([id, kind], [id, kind, []]));
    return rows.map(({ id: _, kind: __, metrics, ...measured }) => ({ ...measured, metrics: restoreMetrics(metrics) }));
  }
}

const checkpointsFolder = (id: string): Folder => ['runs', id];

const measured = (id: string, kind: MetricsKind, { step, metrics, problems }: Evaluated) => ({
  ...{ id, kind, step, metrics },
  ...(problems && { problems }),
});

/** Removes what was kept of the steps after this one. */
async function takeBack(tx: Writing<['runs', 'metrics', 'steps']>, id: string, step: number): Promise<void> {
  const after = (kind: string) => IDBKeyRange.bound([id, kind, step], [id, kind, []], true);
  await Promise.all([
    ...(['update', 'evaluation'] as const).map((kind) => tx.objectStore('metrics').delete(after(kind))),
    ...(['groups', 'tokens'] as const).map((kind) => tx.objectStore('steps').delete(after(kind))),
  ]);
}

/** A group with its log-probs, float32 by birth, as such. */
const packed = (group: Group) => ({
  ...group,
  samples: group.samples.map((sample) => ({ ...sample, logprobs: Float32Array.from(sample.logprobs) })),
});
type PackedGroup = Omit<StoredGroup, 'samples'> & Pick<ReturnType<typeof packed>, 'samples'>;
const unpacked = (group: PackedGroup): Group =>
  restoreGroup({
    ...group,
    samples: group.samples.map((sample) => ({ ...sample, logprobs: Array.from(sample.logprobs) })),
  });

/** Adds `sequence_ratio` to records of earlier versions, whose `ratio` is the sequence's if the loss uses that one. */
function withTokenRatios(records: TokenRecords, groups: readonly Group[], loss: string): TokenRecords {
  const known = LOSS_TYPES.find((name) => name === loss);
  if (!known || getLoss(known).ratio === 'token') return records;
  return records.map((samples, g) =>
    samples.map((record, s) => {
      if (!record || record.sequence_ratio) return record;
      const old = record.old_log_prob ?? groups[g].samples[s].logprobs;
      const ratio = record.log_prob.map((log_prob, t) => (record.ratio[t] === 0 ? 0 : Math.exp(log_prob - old[t])));
      return { ...record, ratio, sequence_ratio: record.ratio };
    }),
  );
}

/** Checkpoint files in the database itself. */
function databaseFiles(db: Database): CheckpointFiles {
  const inside = (folder: string) => IDBKeyRange.bound([folder], [folder, []]);
  return {
    async write(path, files) {
      const folder = path.join('/');
      const tx = db.transaction('files', 'readwrite');
      await Promise.all([...[...files].map(([file, bytes]) => tx.store.put({ folder, file, bytes })), tx.done]);
    },
    async read(path) {
      const rows = await db.getAll('files', inside(path.join('/')));
      return rows.length > 0 ? new Map(rows.map(({ file, bytes }) => [file, bytes])) : undefined;
    },
    async remove(path) {
      const folder = path.join('/');
      const tx = db.transaction('files', 'readwrite');
      const below = IDBKeyRange.bound([`${folder}/`], [`${folder}/\uffff`, []]);
      await Promise.all([tx.store.delete(inside(folder)), tx.store.delete(below), tx.done]);
    },
  };
}
