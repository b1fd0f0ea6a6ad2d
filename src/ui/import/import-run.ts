/** Brings a run or a checkpoint from files into the store, checked: afterwards it is a run like those that were made here. */
import { InputError } from '../../common/errors';
import { canonicalValue, fieldFinder } from '../../common/options/given';
import { formatValue } from '../../common/options/option-text';
import { VERSION } from '../../common/version';
import { readModel } from '../../model/checkpoint';
import { type FileSource, readJson, readRequired } from '../../model/files';
import { parameterCount } from '../../model/layout';
import { readSafetensors } from '../../model/safetensors';
import type { TextCodec } from '../../model/tokenizer';
import { loadTokenizer } from '../../model/tokenizer-load';
import { CALL_OPTIONS, trainOptions } from '../../rl/options/commands/train';
import { resolveOptions } from '../../rl/options/resolve';
import type { RunInfo } from '../../rl/records/events';
import type { Group } from '../../rl/records/group';
import { readState } from '../../rl/run/trainer-state';
import type { OptionTexts } from '../options/hash-options';
import { optionValues } from '../options/option-values';
import { PAGE_DEFAULTS } from '../options/page-defaults';
import { OWN_TASKS, OWN_TASKS_FILE } from '../options/task-choice';
import type { Evaluated, Measured } from '../session/run-state';
import { CHECKPOINTS_KEPT, freeRunName, type RunStore, type SavedRun } from '../session/run-store';
import { normalizeOptions } from '../settings/normalize-options';
import { baseName, CHECKPOINT_FILES } from './file-kind';
import type { GivenFile } from './given-files';
import { readEvaluations, readMetrics, readRollouts } from './read-logs';
import type { FoundCheckpoint, FoundRun } from './sort-files';

export interface ImportedRun {
  id: string;
  name: string;
  /** What came in, and what can be done with it. */
  text: string;
}

interface Checked {
  name: string;
  step: number;
  /** Whether a run can go on from it. */
  resumable: boolean;
  parameters: number;
  tokenizer: TextCodec;
  files: Map<string, Uint8Array>;
}

/** Takes a run in. `asked`: the options of the page, for a checkpoint that came without those of its run. */
export async function importRun(store: RunStore, found: FoundRun, asked: OptionTexts): Promise<ImportedRun> {
  const checked = await Promise.all(found.checkpoints.map(readCheckpoint));
  const checkpoints = checked.sort((a, b) => a.step - b.step).slice(-CHECKPOINTS_KEPT);
  const last = checkpoints.at(-1);
  const { metrics, evaluations: results, rollouts } = found.logs;
  const measured = metrics ? readMetrics(metrics) : { updates: [], evaluations: [] };
  const problemsAt = new Map(results && readEvaluations(results).map((row) => [row.step, row.problems]));
  const evaluations: Evaluated[] = measured.evaluations.map((row) => {
    const problems = problemsAt.get(row.step);
    return problems ? { ...row, problems } : row;
  });
  const tokenizer = last?.tokenizer;
  const groups = rollouts
    ? readRollouts(rollouts, tokenizer && ((token) => tokenizer.tokenText(token)))
    : new Map<number, Group[]>();
  const { updates } = measured;
  const config = readConfig(found, last?.resumable ? asked : undefined);
  const step = Math.max(0, last?.resumable ? last.step : 0, ...updates.map((row) => row.step), ...groups.keys());
  const run: SavedRun = {
    id: crypto.randomUUID(),
    name: freeRunName(findRunName(found, config), await store.list()),
    created: Date.now(),
    version: VERSION,
    options: config?.texts ?? {},
    problems: found.problems && decodeText(found.problems),
    info: config && makeRunInfo(config.options, step, last?.parameters ?? 0),
    step,
    checkpoints: [],
    imported: true,
  };
  if (run.info && step >= run.info.max_steps) run.end = 'done';
  await store.put(run);
  try {
    await write(store, run, { updates, evaluations, groups, checkpoints });
  } catch (error) {
    await store.remove(run.id);
    throw error;
  }
  return {
    id: run.id,
    name: run.name,
    text: sayTaken(run, checkpoints, { metrics, rollouts, config: found.logs['run config'] }),
  };
}

async function write(
  store: RunStore,
  { id, step, end }: SavedRun,
  {
    updates,
    evaluations,
    groups,
    checkpoints,
  }: {
    updates: readonly Measured[];
    evaluations: readonly Evaluated[];
    groups: ReadonlyMap<number, Group[]>;
    checkpoints: readonly Checked[];
  },
): Promise<void> {
  for (const [at, inStep] of groups) await store.append(id, { type: 'verdicts', step: at, groups: inStep });
  for (const row of updates) await store.append(id, { type: 'update', ...row });
  for (const { problems, ...row } of evaluations) {
    await store.append(id, { type: 'evaluation', ...row, examples: [], ...(problems && { problems: [...problems] }) });
  }
  for (const { name, files } of checkpoints) await store.saveCheckpoint(id, name, files);
  const kept = await store.get(id);
  if (kept) await store.put({ ...kept, step, end });
}

/** A checkpoint whose every file was read. Its faults are InputErrors that name the file. */
async function readCheckpoint({ folder, files }: FoundCheckpoint): Promise<Checked> {
  const source: FileSource = {
    nameOf: (file) => files.get(file)?.path ?? (folder ? `${folder}/${file}` : file),
    read: async (file) => files.get(file)?.bytes,
  };
  for (const file of [CHECKPOINT_FILES['model config'], CHECKPOINT_FILES.tokenizer]) {
    if (!files.has(file)) {
      throw new InputError(
        `${source.nameOf(file)} is missing: ${files.get(CHECKPOINT_FILES.weights)!.path} needs its config.json and tokenizer.json; choose them together`,
      );
    }
  }
  const { config } = await readModel(source);
  if (config.head !== 'language_model') {
    throw new InputError(
      `${source.nameOf(CHECKPOINT_FILES['model config'])}: this is a reward model; what can be trained here is a language model`,
    );
  }
  const tokenizer = await loadTokenizer(
    await readJson(source, CHECKPOINT_FILES.tokenizer),
    await readJson(source, CHECKPOINT_FILES['tokenizer config']),
    source.nameOf(CHECKPOINT_FILES.tokenizer),
  );
  const resumable = files.has(CHECKPOINT_FILES['trainer state']) && files.has(CHECKPOINT_FILES.optimizer);
  let step = 0;
  if (resumable) {
    ({ step } = await readState(source));
    const name = source.nameOf(CHECKPOINT_FILES.optimizer);
    readSafetensors(await readRequired(source, CHECKPOINT_FILES.optimizer), name);
  }
  const bytes = [...files].map(([name, file]): [string, Uint8Array] => [name, file.bytes]);
  return {
    name: `checkpoint-${step}`,
    step,
    resumable,
    parameters: parameterCount(config),
    tokenizer,
    files: new Map(bytes),
  };
}

interface Config {
  texts: OptionTexts;
  options: Record<string, unknown>;
}

/** The options of the run: its own, or those of the page where it has none and is to go on. */
function readConfig({ logs, problems }: FoundRun, asked: OptionTexts | undefined): Config | undefined {
  const file = logs['run config'];
  if (!file) return asked && { texts: asked, options: resolved(asked) };
  const given = JSON.parse(decodeText(file)) as Record<string, unknown>;
  if (given.tasks === OWN_TASKS_FILE && problems) given.tasks = OWN_TASKS;
  const find = fieldFinder(trainOptions);
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    try {
      const field = find(name);
      if (!CALL_OPTIONS.has(field.name) && field.name !== 'run_name') {
        texts[field.name] = formatValue(canonicalValue(field, value));
      }
    } catch {
      // An option of another version: it has no meaning here.
    }
  }
  const { change } = normalizeOptions(texts);
  const kept = Object.entries({ ...texts, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const options = Object.fromEntries(kept);
  try {
    const run_name = typeof given.run_name === 'string' ? { run_name: given.run_name } : {};
    return { texts: options, options: resolved(options, run_name) };
  } catch {
    // It cannot be run here as it is; to look at, it is what it was.
    return { texts: options, options: given };
  }
}

/** All options of a run of the page. */
const resolved = (texts: OptionTexts, more: object = {}): Record<string, unknown> => ({
  ...resolveOptions({ ...PAGE_DEFAULTS, ...optionValues(trainOptions, texts), ...more }).options,
});

const makeRunInfo = (options: Record<string, unknown>, step: number, parameters: number): RunInfo => ({
  options,
  adapter: 'another machine',
  backend: '',
  software: false,
  parameters,
  first_step: step + 1,
  max_steps: Number(options.max_steps ?? step),
});

/** The name of the run; else that of its folder, or of its one file. */
function findRunName({ folder, logs, checkpoints }: FoundRun, config: Config | undefined): string {
  if (logs['run config'] && typeof config?.options.run_name === 'string') return config.options.run_name;
  const [file] = [checkpoints[0]?.files.get(CHECKPOINT_FILES.weights), ...Object.values(logs)].filter(
    (given) => given !== undefined,
  );
  return baseName(folder) || baseName(file?.path ?? 'imported').replace(/\.[^.]*$/, '') || 'imported';
}

function sayTaken(
  { name }: SavedRun,
  checkpoints: readonly Checked[],
  logs: Partial<Record<'metrics' | 'rollouts' | 'config', GivenFile>>,
): string {
  const last = checkpoints.at(-1);
  const parts = [
    last && (last.resumable ? `the checkpoint of step ${last.step}` : 'a model to train from'),
    logs.metrics && 'its metrics',
    logs.rollouts && 'its programs',
  ].filter(Boolean);
  const lines = [`${name}: ${parts.join(', ')}.`];
  if (last?.resumable && !logs.config) {
    lines.push('Without the config.json of its run beside it, it would go on with the settings of this page.');
  }
  if (!last && !logs.config) lines.push('Files of a run make one run where they are chosen together.');
  return lines.join(' ');
}

const decodeText = ({ bytes }: GivenFile): string => new TextDecoder().decode(bytes);
