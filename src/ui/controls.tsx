import type { Activity, Session } from './session';

const MAIN_LABEL: Record<Activity, string> = {
  idle: 'Train',
  starting: 'Pause',
  running: 'Pause',
  stepping: 'Pause',
  pausing: 'Pausing…',
  paused: 'Continue',
  stopping: 'Stopping…',
};

export function Controls({ session }: { session: Session }) {
  const activity = session.activity.value;
  const idle = activity === 'idle';
  const plays = idle || activity === 'paused';
  const again = idle && session.run.value.end !== undefined;
  const waits = activity === 'pausing' || activity === 'stopping';
  const unable = !session.canTrain.value;
  return (
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
        disabled={unable || waits || activity === 'stepping'}
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
  );
}
