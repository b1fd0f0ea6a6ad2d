import type { AdvantageOptions } from '../../rl/options/advantages';
import { OWN_TASKS } from '../options/task-choice';
import type { RunState } from '../session/run-state';
import type { Session } from '../session/session';

/** So many steps without anything to learn from are told. */
const STEPS = 5;

/** Estimators of the advantage that compare no program with the others of its group: they learn from equal rewards too. */
const WITHOUT_GROUPS: readonly unknown[] = [
  'reinforce',
  'reinforce_pp',
] satisfies AdvantageOptions['advantage_estimator'][];

/** Why the last steps of a run taught nothing: all programs passed, or no group had better and worse ones; undefined where some did. */
export function nothingLearned({
  info,
  updates,
}: Pick<RunState, 'info' | 'updates'>): 'all pass' | 'all alike' | undefined {
  if (WITHOUT_GROUPS.includes(info?.options.advantage_estimator)) return undefined;
  const last = updates.slice(-STEPS).map(({ metrics }) => metrics);
  if (last.length < STEPS || last.some(({ frac_reward_zero_std }) => frac_reward_zero_std !== 1)) return undefined;
  return last.every(({ reward }) => reward === 1) ? 'all pass' : 'all alike';
}

const ALL_PASS = `Every program passed for ${STEPS} steps: these problems are learned. Harder ones would teach more.`;
const ALL_ALIKE = `No group had both passes and failures for ${STEPS} steps: nothing is learned.`;
const EASIER = 'Make the problem easier, or give its prompt the form that the model reads.';
const OTHER_PROBLEMS =
  'Take easier problems, or more programs a prompt (num_generations), so that one of them passes now and then.';

/** Says that a run goes on and learns nothing, and what to do about it. */
export function NothingLearned({ session }: { session: Session }) {
  const { info, updates } = session.run.value;
  const why = nothingLearned({ info, updates });
  const own = info?.options.tasks === OWN_TASKS;
  if (!why || session.lesson.value !== undefined || session.recorded.value) return null;
  return (
    <div class="notice quiet" role="status">
      <p>{why === 'all pass' ? ALL_PASS : `${ALL_ALIKE} ${own ? EASIER : OTHER_PROBLEMS}`}</p>
      {own && (
        <button type="button" onClick={() => session.show('own-task')}>
          Your task
        </button>
      )}
    </div>
  );
}
