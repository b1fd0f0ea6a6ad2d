/** What can be taken from a kept run, as files. */

import { formatJsonl } from '../../common/json';
import { CONFIG_FILE, EVALUATIONS_FILE, METRICS_FILE, ROLLOUTS_FILE } from '../../rl/records/run-log';
import type { Evaluated } from '../session/run-state';
import type { RunStore, SavedRun } from '../session/run-store';
import { checkpointZip } from './checkpoint-zip';
import { configText, evaluationRows, formatCsv, metricsRows, rolloutTexts, scalarEvents } from './run-files';
import { eventFile, eventFileName } from './tfevents';

/** What is kept of a run beside its options and checkpoints. */
interface Measured {
  updates: readonly unknown[];
  evaluations: readonly Evaluated[];
  /** Whether programs of any step are kept. */
  programs: boolean;
}

export interface Export {
  label: string;
  title: string;
  /** Whether the run has it. */
  has(run: SavedRun, measured: Measured): boolean;
  /** The name of the file on disk. */
  file(run: SavedRun): string;
  type: string;
  make(store: RunStore, run: SavedRun): Promise<BlobPart[]>;
}

/** Says whose it is. */
const after =
  (file: string) =>
  ({ name }: SavedRun) =>
    `${name}-${file}`;

const configured = ({ info }: SavedRun) => info !== undefined;
const measured = (_: SavedRun, { updates, evaluations }: Measured) => updates.length + evaluations.length > 0;
const checkpointed = ({ checkpoints }: SavedRun) => checkpoints.length > 0;
const JSONL = 'application/jsonl';

const readMetricsRows = async (store: RunStore, { id }: SavedRun) =>
  metricsRows(await store.updates(id), await store.evaluations(id));

export const EXPORTS: readonly Export[] = [
  {
    label: 'Checkpoint (.zip)',
    title: 'The last checkpoint in Hugging Face’s layout, with what it takes to go on from it here or by kata train',
    has: checkpointed,
    file: ({ name, checkpoints }) => `${name}-${checkpoints.at(-1)}.zip`,
    type: 'application/zip',
    make: async (store, run) => [(await checkpointZip(store, run)) as BlobPart],
  },
  {
    label: 'model.safetensors',
    title: 'The weights of the last checkpoint alone',
    has: checkpointed,
    file: after('model.safetensors'),
    type: 'application/octet-stream',
    make: async (store, { id, checkpoints, name }) => {
      const weights = (await store.readCheckpoint(id, checkpoints.at(-1)!))?.get('model.safetensors');
      if (!weights) throw new Error(`${name}: ${checkpoints.at(-1)} is no longer in this browser`);
      return [weights as BlobPart];
    },
  },
  {
    label: METRICS_FILE,
    title: 'A line for each step and each evaluation',
    has: measured,
    file: after(METRICS_FILE),
    type: JSONL,
    make: async (store, run) => [formatJsonl(await readMetricsRows(store, run))],
  },
  {
    label: 'CSV',
    title: 'The same as a table: a line a step, a column a metric',
    has: measured,
    file: after('metrics.csv'),
    type: 'text/csv',
    make: async (store, run) => [formatCsv(await readMetricsRows(store, run))],
  },
  {
    label: 'TensorBoard',
    title: 'The same as an event file',
    has: measured,
    file: ({ created, name }) => eventFileName(created / 1000, name),
    type: 'application/octet-stream',
    make: async (store, run) => {
      const events = scalarEvents(run, await store.updates(run.id), await store.evaluations(run.id));
      return [eventFile(run.created / 1000, events) as BlobPart];
    },
  },
  {
    label: ROLLOUTS_FILE,
    title: 'Every program with its verdict, a line for each prompt of each step',
    has: (_, { programs }) => programs,
    file: after(ROLLOUTS_FILE),
    type: JSONL,
    make: rolloutTexts,
  },
  {
    label: EVALUATIONS_FILE,
    title: 'For each evaluation, how many programs of each problem passed',
    has: (_, { evaluations }) => evaluations.some(({ problems }) => problems),
    file: after(EVALUATIONS_FILE),
    type: JSONL,
    make: async (store, { id }) => [formatJsonl(evaluationRows(await store.evaluations(id)))],
  },
  {
    label: CONFIG_FILE,
    title: 'All options of the run',
    has: configured,
    file: after(CONFIG_FILE),
    type: 'application/json',
    make: async (_, run) => [configText(run)],
  },
];
