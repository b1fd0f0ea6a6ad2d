import { CopyButton } from '../common/copy-button';
import type { Session } from '../session/session';
import { filesFor } from '../settings/command';
import { formatChoice } from './arms';
import { findStanding, formatCommand, planRace, type RacePlan } from './race-plan';
import type { SavedRuns } from './saved-runs';

/** A race of this browser: how far it is, and what can be done with it. */
export function RaceBar({ session, saved, plan }: { session: Session; saved: SavedRuns; plan: RacePlan }) {
  const runs = (saved.runs.value ?? []).map(({ run }) => run);
  const all = planRace(plan);
  const open = all.filter((run) => 'kept' in findStanding(plan, run, runs));
  const going = saved.race.plan.value?.id === plan.id;
  const selection = saved.selection.value;
  const looked = 'race' in selection && selection.race.includes(plan.id);
  const now = going ? open[0] : undefined;
  const loads = session.live.value.info === undefined;
  return (
    <li>
      <span>
        {plan.arms.map((arm) => formatChoice(plan.way, arm)).join(' · ')}
        <small>
          {plan.seeds.length === 1 ? `seed ${plan.seeds[0]}` : `seeds ${plan.seeds.join(', ')}`} · {plan.max_steps}{' '}
          steps a run
          {plan.max_gflop !== null && ` or ${plan.max_gflop} GFLOP`} ·{' '}
          {now
            ? `run ${all.indexOf(now) + 1} of ${all.length}: ${now.name}${loads ? ', loading the model…' : ''}`
            : `${all.length - open.length} of ${all.length} runs done`}
        </small>
      </span>
      <button type="button" aria-pressed={looked} onClick={() => saved.look(plan)}>
        Compare
      </button>
      {!going && open.length > 0 && (
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
        text={() => formatCommand(plan, runs)}
        warning={() => filesFor(plan.options, runs)}
      />
    </li>
  );
}
