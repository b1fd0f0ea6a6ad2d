/** A run's progress as lines of text. */
import type { Metrics, RunInfo, TrainEvent } from '../../rl/records/events';

/** Metrics that a step's line shows where the run has them, with their short names. */
const COLUMNS: readonly (readonly [metric: string, name: string])[] = [
  ['reward', 'reward'],
  ['nll', 'nll'],
  ['loss', 'loss'],
  ['accuracy', 'accuracy'],
  ['entropy', 'entropy'],
];
const PHASES = ['rollout', 'judge', 'update'] as const;

export class Progress {
  #run: RunInfo | undefined;
  #started = 0;
  #passAt1: number | undefined;

  /** `say` takes a line that stays, `flash` one that the next replaces. */
  constructor(
    private readonly say: (line: string) => void,
    private readonly flash: (line: string) => void,
  ) {}

  show(event: TrainEvent): void {
    switch (event.type) {
      case 'start':
        this.#run = event.run;
        this.#started = performance.now();
        this.say(opening(event.run));
        break;
      case 'phase':
        this.flash(`step ${event.step}: ${event.phase} …`);
        break;
      case 'update':
        this.say(this.#line(event.step, event.metrics));
        break;
      case 'evaluation':
        this.#passAt1 = event.metrics['eval/pass@1'];
        // The evaluation before the first step says nothing about the steps.
        if (event.step < this.#run!.first_step) this.#started = performance.now();
        this.say(`step ${event.step}: held-out ${heldOut(event.metrics)}`);
        break;
      case 'stage':
        this.say(stageLine(event));
        break;
      case 'checkpoint':
        this.say(`step ${event.step}: saved ${event.name}`);
        break;
    }
  }

  #line(step: number, metrics: Metrics): string {
    const { max_steps, first_step } = this.#run!;
    const perStep = (performance.now() - this.#started) / 1000 / (step - first_step + 1);
    const shown = COLUMNS.filter(([metric]) => metric in metrics).map(
      ([metric, name]) => `${name} ${metrics[metric].toFixed(3)}`,
    );
    if (this.#passAt1 !== undefined) shown.splice(1, 0, `pass@1 ${this.#passAt1.toFixed(3)}`);
    const phases = PHASES.filter((phase) => `time/${phase}` in metrics).map(
      (phase) => `${phase} ${metrics[`time/${phase}`].toFixed(1)}s`,
    );
    const times = phases.length > 0 ? phases.join(' ') : `${metrics.step_time.toFixed(2)}s`;
    const width = String(max_steps).length;
    const eta = `ETA ${duration(perStep * (max_steps - step))}`;
    return [`step ${String(step).padStart(width)}/${max_steps}`, ...shown, times, eta].join('  ');
  }
}

function opening({ adapter, backend, software, parameters, first_step, max_steps }: RunInfo): string {
  const where = `${adapter} (${backend}${software ? ', software: slow' : ''})`;
  return `${parameters.toLocaleString('en')} parameters on ${where}, steps ${first_step} to ${max_steps}`;
}

/** What an evaluation is about: programs that pass or, of a reward model, pairs told apart. */
function heldOut(metrics: Metrics): string {
  if (!('eval/accuracy' in metrics)) return `pass@1 ${withInterval(metrics)}`;
  return `accuracy ${withInterval(metrics, 'eval/accuracy')} on ${metrics['eval/pairs']} pairs`;
}

/** `0.512 [0.470, 0.551]`. */
export function withInterval(metrics: Metrics, name = 'eval/pass@1'): string {
  const [value, low, high] = [name, `${name}_low`, `${name}_high`].map((metric) => metrics[metric]?.toFixed(3));
  if (value === undefined) return 'unknown';
  return low === undefined ? value : `${value} [${low}, ${high}]`;
}

/** `3m05s`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  if (hours > 0) return `${hours}h${two(minutes)}m`;
  return minutes > 0 ? `${minutes}m${two(s % 60)}s` : `${s}s`;
}

function stageLine({ index, name, stages, problems, left_out }: Extract<TrainEvent, { type: 'stage' }>): string {
  const title = stages > 1 ? `stage ${index + 1} of ${stages}${name ? `, ${name}` : ''}` : 'problems measured';
  if (problems === undefined) return title;
  return `${title}: ${problems} problems${left_out ? `, ${left_out} left out` : ''}`;
}
