import './controls.css';
import type { Border } from '../session/driver';
import type { Activity, Session } from '../session/session';

const MAIN_LABEL: Record<Activity, string> = {
  idle: 'Train',
  starting: 'Pause',
  running: 'Pause',
  stepping: 'Pause',
  pausing: 'Pausing…',
  paused: 'Continue',
  stopping: 'Stopping…',
};

const PHASES: { label: string; to: Border; title: string }[] = [
  { label: 'Rollout', to: 'rollouts', title: 'Until the programs are written' },
  { label: 'Judge', to: 'verdicts', title: 'Until the tests have judged them' },
  { label: 'Update', to: 'update', title: 'Until the model has learned from them' },
];

export function Controls({ session }: { session: Session }) {
  const activity = session.activity.value;
  const idle = activity === 'idle';
  const plays = idle || activity === 'paused';
  const again = idle && session.live.value.end !== undefined && session.recorded.value === null;
  const waits = activity === 'pausing' || activity === 'stopping';
  const unable = !session.canTrain.value;
  const slow = session.slowMotion.value;
  const cannotStep = unable || waits || activity === 'stepping';
  return (
    <div>
      <div class="controls">
        <button
          type="button"
          class="train"
          disabled={unable || waits}
          onClick={() => (plays ? session.play() : session.pause())}
        >
          {again ? 'Train again' : MAIN_LABEL[activity]}
        </button>
        <button
          type="button"
          disabled={cannotStep}
          title="One step: write, judge, learn"
          onClick={() => session.step()}
        >
          Step <span aria-hidden="true">▸</span>
        </button>
        <button
          type="button"
          disabled={idle || activity === 'stopping'}
          title="End the run after its last complete step"
          onClick={() => session.stop()}
        >
          Stop
        </button>
      </div>
      <div class="by-phase">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend in view */}
        <div role="group" aria-label="Phase by phase">
          {PHASES.map(({ label, to, title }) => (
            <button key={to} type="button" disabled={cannotStep} title={title} onClick={() => session.step(to)}>
              {label}
            </button>
          ))}
        </div>
        <button
          type="button"
          aria-pressed={slow}
          disabled={unable}
          title="A moment to read after each phase"
          onClick={() => session.setSlowMotion(!slow)}
        >
          Slow motion
        </button>
      </div>
    </div>
  );
}
