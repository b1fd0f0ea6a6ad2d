/** Opens a run in the trainer's worker: the options, the GPU, the base model and the judge, then the trainer's events. */
import { InputError } from '../../common/errors';
import { openGpu } from '../../kernels/device/page-gpu';
import { CALL_OPTIONS, type TrainOptions, trainOptions } from '../../rl/options/commands/train';
import { resolveOptions } from '../../rl/options/resolve';
import type { TrainEvent } from '../../rl/records/events';
import { type TrainContext, train } from '../../rl/run/trainer';
import { poolOptions } from '../../sandbox/options';
import { connectJudge } from '../../sandbox/port';
import { parseTasks } from '../../tasks/jsonl';
import { openTaskSet } from '../../tasks/registry';
import type { OptionTexts } from '../options/hash-options';
import { optionValues } from '../options/option-values';
import { PAGE_DEFAULTS } from '../options/page-defaults';
import type { OpenJudge, RunConfig } from '../session/trainer-api';
import { openRunStore } from '../store/open-store';
import type { Recorder } from '../store/recorder';
import { parseSavedModel, savedModelFiles } from '../store/saved-model';
import { urlFiles } from './url-files';

/**
 * Opens a new run, or one of this browser's that goes on. Throws an InputError for an option that is wrong, an
 * EnvironmentError where the GPU, the model or the checkpoint is missing.
 */
export async function openRun(
  config: RunConfig,
  openJudge: OpenJudge,
  recorder: Recorder,
  context: Required<Pick<TrainContext, 'signal' | 'onOpen' | 'onWritten'>>,
): Promise<AsyncGenerator<TrainEvent>> {
  const resume = await recorder.resume();
  const options = readRunOptions(config.options, resume !== undefined);
  const [judgePort, gpu] = await Promise.all([
    openJudge(poolOptions(options, navigator.hardwareConcurrency)),
    openGpu({ adapter: options.adapter }),
  ]);
  const filesOf = (option: string, folder: string) =>
    parseSavedModel(folder)
      ? savedModelFiles(openRunStore, folder, option)
      : urlFiles(folder, config.base, context.signal);
  return train(options, {
    ...context,
    model: filesOf('model', options.model),
    rewardModel: options.reward_model === null ? undefined : filesOf('reward_model', options.reward_model),
    resume,
    tasks: (name) => (name === 'own' ? ownTasks(config.problems) : openTaskSet(name)),
    judge: connectJudge(judgePort),
    gpu,
    save: (name, files) => recorder.save(name, files),
    all_tests: true,
    record_tokens: true,
  });
}

/** All options of a run of the page. Those of one call, such as `stop_after`, do not hold for the run when it is resumed. */
export function readRunOptions(texts: OptionTexts, isResumed: boolean): TrainOptions {
  const given = Object.entries(optionValues(trainOptions, texts));
  const kept = given.filter(([name]) => !isResumed || !CALL_OPTIONS.has(name));
  return resolveOptions({ ...PAGE_DEFAULTS, ...Object.fromEntries(kept) }).options;
}

function ownTasks(problems: string | undefined) {
  if (problems === undefined)
    throw new InputError('tasks: there are no problems of your own yet; write some under "Your task"');
  return parseTasks(problems, 'own');
}
