import './controls.css';
import type { ButtonHTMLAttributes } from 'preact';
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

const NO_GPU = 'Training needs a GPU, which this browser does not offer.';

export function Controls({ session }: { session: Session }) {
  const activity = session.activity.value;
  const idle = activity === 'idle';
  const plays = idle || activity === 'paused';
  const again = idle && session.live.value.end !== undefined && !session.recorded.value && !session.asksAnew.value;
  const waits = activity === 'pausing' || activity === 'stopping';
  const unable = !session.canTrain.value;
  const slow = session.slowMotion.value;
  const mayStep = !unable && !waits && activity !== 'stepping';
  const missing = session.support.value && unable ? NO_GPU : undefined;
  return (
    <div>
      <div class="controls">
        <Press
          class="train"
          able={!unable && !waits}
          title={missing}
          onPress={() => (plays ? session.play() : session.pause())}
        >
          {again ? 'Train again' : MAIN_LABEL[activity]}
        </Press>
        <Press able={mayStep} title={missing ?? 'One step: write, judge, learn'} onPress={() => session.step()}>
          Step <span aria-hidden="true">▸</span>
        </Press>
        <Press
          able={!idle && activity !== 'stopping'}
          title="End the run after its last complete step"
          onPress={() => session.stop()}
        >
          Stop
        </Press>
      </div>
      <div class="by-phase">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would want a legend in view */}
        <div role="group" aria-label="Phase by phase">
          {PHASES.map(({ label, to, title }) => (
            <Press key={to} able={mayStep} title={missing ?? title} onPress={() => session.step(to)}>
              {label}
            </Press>
          ))}
        </div>
        <Press
          able={!unable}
          aria-pressed={slow}
          title={missing ?? 'A moment to read after each phase'}
          onPress={() => session.setSlowMotion(!slow)}
        >
          Slow motion
        </Press>
      </div>
      {missing && <p class="note">{missing}</p>}
    </div>
  );
}

interface PressProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'onClick'> {
  able: boolean;
  onPress(): void;
}

/** A button that keeps the keyboard's focus while it cannot be pressed. */
function Press({ able, onPress, ...others }: PressProps) {
  return <button type="button" {...others} aria-disabled={!able || undefined} onClick={() => able && onPress()} />;
}
