/** Plays a recorded run, step by step at a calm pace and round and round, until somebody takes over. */
import { type Signal, signal } from '@preact/signals';
import type { RunState, StepGroups } from './run-state';

/** A run that comes with the page, with a few groups of each step. */
export interface RecordedRun {
  state: RunState;
  groups(step: number): StepGroups | undefined;
}

const STEP_MS = 700;
/** The last step stays so many steps long. */
const REST = 8;

export class Playback {
  readonly playing: Signal<boolean> = signal(false);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Plays at once, unless motion is not wanted: then the last step is in view. */
  constructor(
    private readonly run: RunState,
    private readonly seek: (step: number | null) => void,
  ) {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.play();
  }

  /** Goes on after this step. */
  play(step = 0): void {
    this.stop();
    const { step: last } = this.run;
    let beat = step;
    const next = () => {
      if (document.hidden) return;
      beat = (beat % (last + REST)) + 1;
      this.seek(beat < last ? beat : null);
    };
    this.playing.value = true;
    this.#timer = setInterval(next, STEP_MS);
    next();
  }

  /** Stops where it is. */
  stop(): void {
    clearInterval(this.#timer);
    this.playing.value = false;
  }
}
