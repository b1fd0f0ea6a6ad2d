/**
 * The contract between the command line and the trainer in a page that nobody looks at: what goes in, what comes out, and the
 * functions that each puts on the page's window for the other.
 */
import type { TrainOptions } from '../options/commands/train';

export interface HeadlessRun {
  options: TrainOptions;
  /** The texts of the task files that the options name, by their names. */
  tasks: Record<string, string>;
  /** What messages call the folders that the page finds at `model/`, `reward_model/` and `resume/`. */
  model: string;
  reward_model?: string;
  resume?: string;
}

/** An error on its way out of the page. */
export interface HeadlessFailure {
  kind: 'input' | 'memory' | 'environment' | 'bug';
  message: string;
  advice: string;
}

interface Headless {
  /** Settles when the run is over: with null, or with what broke it. */
  start(run: HeadlessRun): Promise<HeadlessFailure | null>;
  /** Ends the run after the last complete update. */
  stop(): void;
}

declare global {
  interface Window {
    kata: Headless;
    /** Takes an event of the run, as JSON; fulfilled when it has been dealt with. */
    kataEvent(event: string): Promise<void>;
    /** Takes the next part of a checkpoint's file, in base64. */
    kataFile(checkpoint: string, file: string, part: string): Promise<void>;
    /** All files of the checkpoint are there: keep it. */
    kataSave(checkpoint: string): Promise<void>;
  }
}
