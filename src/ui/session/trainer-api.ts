/** The contract between the page and the worker that owns the GPU and the trainer. */
import type { TrainEvent } from '../../rl/records/events';
import type { PoolSettings } from '../../sandbox/pool';
import type { Failure } from '../common/failure';
import type { OptionTexts } from '../options/hash-options';
import type { RunHandle } from './driver';

/** How the run is kept in this browser. */
export interface RunIdentity {
  id: string;
  /** Default: the option `run_name`. */
  name?: string;
  /** Runs of one race have the same. */
  race?: string;
  /** The checkpoint of the kept run `id` to go on from. */
  resume?: string;
}

export interface RunConfig {
  run: RunIdentity;
  /** Options of the run by their schema names, as text; what is absent takes its default. */
  options: OptionTexts;
  /** Problems of one's own, as JSONL: the task set `own`. */
  problems?: string;
  /** Address of the page's folder, with a slash at the end: the model is at `models/base/` below it. */
  base: string;
}

type OnEvent = (event: TrainEvent) => void;

/** Hears of what is not right and does not end the run. */
type OnTrouble = (trouble: Failure) => void;

/** Opens the judge in its frame, which only the page can do; its port is transferred. */
export type OpenJudge = (settings: PoolSettings) => Promise<MessagePort>;

/** Hears, now and then, how many programs of a rollout or an evaluation are written. */
export type OnWritten = (written: number, of: number) => void;

/** One worker does one run. */
export interface TrainerApi extends Omit<RunHandle, 'finished'> {
  /** Settles when the run is over: with null, or with what broke it. */
  start(
    config: RunConfig,
    openJudge: OpenJudge,
    onEvent: OnEvent,
    onTrouble: OnTrouble,
    onWritten: OnWritten,
  ): Promise<Failure | null>;
}

/** Starts a worker with one run. */
export type StartRun = (config: RunConfig, onEvent: OnEvent, onTrouble: OnTrouble, onWritten: OnWritten) => RunHandle;
