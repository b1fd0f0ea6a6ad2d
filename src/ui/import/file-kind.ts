/** What a file is, by its content more than by its name: downloads get numbers and other names on their way. */
import { CONFIG_FILE } from '../../rl/records/run-log';
import type { GivenFile } from './given-files';

/** Files of a checkpoint, with their names in its folder. */
export const CHECKPOINT_FILES = {
  weights: 'model.safetensors',
  'model config': CONFIG_FILE,
  tokenizer: 'tokenizer.json',
  'tokenizer config': 'tokenizer_config.json',
  optimizer: 'optimizer.safetensors',
  'trainer state': 'trainer_state.json',
  'pending rollouts': 'pending_rollouts.json',
} as const;

export type CheckpointKind = keyof typeof CHECKPOINT_FILES;
/** Files of a run beside its checkpoints, and problems. */
export type LogKind = 'run config' | 'metrics' | 'evaluations' | 'rollouts' | 'problems';

export type FileKind = CheckpointKind | LogKind | 'by-catch';

export const WANTED =
  'Kata takes a checkpoint (a .zip, a folder, or model.safetensors with its config.json and tokenizer.json), the metrics.jsonl and rollouts.jsonl of a run, and problems as .jsonl';

/** What comes along with models and says nothing that is needed here. */
const BY_CATCH =
  /^(\.git.*|readme.*|licen[cs]e.*|.*\.md|.*\.txt|.*\.jinja|.*\.svg|vocab\.json|generation_config\.json|special_tokens_map\.json|added_tokens\.json|model\.safetensors\.index\.json|results\.json)$/i;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The kind of a file, or what is wrong with it, in words that follow its name. */
export function detectKind({ path, bytes }: GivenFile): FileKind | { wrong: string } {
  const name = baseName(path).toLowerCase();
  if (name.endsWith('.safetensors')) return safetensorsKind(name);
  if (/\.(bin|pt|pth|ckpt|gguf|onnx|h5|msgpack)$/.test(name)) {
    return {
      wrong: 'weights are read from model.safetensors; in Python, save_pretrained(folder) writes one',
    };
  }
  if (BY_CATCH.test(name)) return 'by-catch';
  if (/\.(jsonl|ndjson)$/.test(name)) return rowsKind(new TextDecoder().decode(bytes));
  if (name.endsWith('.json')) return jsonKind(new TextDecoder().decode(bytes), name);
  return { wrong: WANTED };
}

function safetensorsKind(name: string): FileKind | { wrong: string } {
  if (/-\d+-of-\d+\./.test(name)) {
    return {
      wrong:
        'weights in parts are not read; in Python, save_pretrained(folder, max_shard_size="20GB") writes one model.safetensors',
    };
  }
  return name.includes('optimizer') ? 'optimizer' : 'weights';
}

function jsonKind(text: string, name: string): FileKind | { wrong: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'not JSON; it may be cut short' };
  }
  if (has(value, 'prompt', 'tests') || Array.isArray(value)) {
    return { wrong: 'problems are read from a .jsonl, one JSON object a line' };
  }
  if (has(value, 'model_type') || has(value, 'architectures')) return 'model config';
  if (has(value, 'loss_type', 'max_steps')) return 'run config';
  if (has(value, 'step', 'updates', 'num_tokens')) return 'trainer state';
  if (name.includes('pending_rollouts')) return 'pending rollouts';
  if (name.includes('tokenizer_config') || has(value, 'tokenizer_class')) return 'tokenizer config';
  if (has(value, 'model', 'added_tokens')) return 'tokenizer';
  return { wrong: `neither the config.json of a model or of a run nor a tokenizer.json. ${WANTED}` };
}

function rowsKind(text: string): FileKind | { wrong: string } {
  const first = text.split('\n').find((line) => line.trim() !== '');
  if (first === undefined) return { wrong: 'it is empty' };
  let row: unknown;
  try {
    row = JSON.parse(first);
  } catch {
    return { wrong: 'line 1 is not JSON; each line is one JSON object' };
  }
  if (has(row, 'step', 'samples')) return 'rollouts';
  if (has(row, 'step', 'problems')) return 'evaluations';
  if (has(row, 'step')) return 'metrics';
  if (has(row, 'prompt') || has(row, 'test_list') || has(row, 'task_id')) return 'problems';
  return { wrong: `its rows are neither metrics, programs nor problems. ${WANTED}` };
}

const has = (value: unknown, ...keys: string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);
