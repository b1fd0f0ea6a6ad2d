import { CopyButton } from '../common/copy-button';
import type { Session } from '../session/session';
import { filesFor } from '../settings/command';
import { nameOfValue } from './arms';
import { commandOf, type RacePlan, standing } from './race-plan';
import type { SavedRuns } from './saved-runs';

/** A race of this browser: how far it is, and what can be done with it. */
export function RaceBar({ session, saved, plan }: { session: Session; saved: SavedRuns; plan: RacePlan }) {
  const runs = (saved.runs.value ?? []).map(({ run }) => run);
  const all = standing(plan, runs);
  const done = all.filter((one) => one.done).length;
  const going = saved.race.plan.value?.id === plan.id;
  const selection = saved.selection.value;
  const looked = 'race' in selection && selection.race.includes(plan.id);
  const now = going ? all.findIndex((one) => !one.done) : -1;
  const loads = session.live.value.info === undefined;
  return (
    <li>
      <span>
        {plan.arms.map((arm) => nameOfValue(plan.way, arm)).join(' · ')}
        <small>
          {plan.seeds.length === 1 ? `seed ${plan.seeds[0]}` : `seeds ${plan.seeds.join(', ')}`} · {plan.max_steps}{' '}
          steps a run
          {plan.max_gflop !== null && ` or ${plan.max_gflop} GFLOP`} ·{' '}
          {now >= 0
            ? `run ${now + 1} of ${all.length}: ${all[now].planned.name}${loads ? ', loading the model…' : ''}`
            : `${done} of ${all.length} runs done`}
        </small>
      </span>
      <button type="button" aria-pressed={looked} onClick={() => saved.look(plan)}>
        Compare
      </button>
      {!going && done < all.length && (
        <button
          type="button"
          disabled={session.activity.value !== 'idle' || !session.canTrain.value}
          onClick={() => {
            saved.look(plan);
            void saved.race.run(plan);
          }}
        >
          Go on
        </button>
      )}
      <CopyButton
        label="Copy as command"
        text={() => commandOf(plan, runs)}
        warning={() => filesFor(plan.options, runs)}
      />
    </li>
  );
}
