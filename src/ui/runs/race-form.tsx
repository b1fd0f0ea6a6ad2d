import { useState } from 'preact/hooks';
import { DEFAULT_LOSS } from '../../losses/catalogue';
import { CopyButton } from '../common/copy-button';
import { Checkbox, Options, Segments } from '../common/inputs';
import { LOSS_CHOICES, lossOf } from '../options/loss-choice';
import { RECIPE_CHOICES } from '../options/recipe-choice';
import type { Session } from '../session/session';
import { filesFor } from '../settings/command';
import { ARMS, formatCommand, type RacePlan, sharedBy } from './race-plan';
import { savedRuns } from './saved-runs';

interface Props {
  session: Session;
  onStart(plan: RacePlan): void;
}

const WAYS = [
  { value: 'loss_type', label: 'losses', choices: LOSS_CHOICES },
  { value: 'recipe', label: 'recipes', choices: RECIPE_CHOICES },
] as const;
const STEPS = 60;

/** What to race: the arms, how many seeds, and what ends a run. All else is as the page is set. */
export function RaceForm({ session, onStart }: Props) {
  const options = session.options.value;
  const [way, setWay] = useState<RacePlan['way']>('loss_type');
  const [chosen, setChosen] = useState<Record<RacePlan['way'], readonly string[]>>(() => ({
    loss_type: firstLosses(lossOf(options)),
    recipe: RECIPE_CHOICES.slice(0, ARMS.least).map(({ value }) => value),
  }));
  const [seeds, setSeeds] = useState(1);
  const [steps, setSteps] = useState(Number(options.max_steps ?? STEPS));
  const [gflop, setGflop] = useState<number | null>(options.max_gflop ? Number(options.max_gflop) : null);

  const { choices } = WAYS.find(({ value }) => value === way)!;
  const arms = choices.map(({ value }) => value as string).filter((value) => chosen[way].includes(value));
  const first = Number(options.seed ?? 0);
  const wrong = raceFault(arms.length, steps, gflop);
  const plan = (): RacePlan => ({
    id: crypto.randomUUID(),
    way,
    arms,
    seeds: Array.from({ length: seeds }, (_, i) => first + i),
    max_steps: steps,
    max_gflop: gflop,
    options: sharedBy(way, options),
  });
  const toggle = (value: string, on: boolean) =>
    setChosen({ ...chosen, [way]: on ? [...chosen[way], value] : chosen[way].filter((other) => other !== value) });
  const idle = session.activity.value === 'idle';
  const runs = (savedRuns(session).runs.value ?? []).map(({ run }) => run);
  return (
    <form
      class="race-form"
      aria-label="New race"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onStart(plan());
      }}
    >
      <fieldset>
        <legend>Race</legend>
        <Segments name="race-way" choices={WAYS} chosen={way} onChoose={setWay} />
      </fieldset>
      <fieldset class="race-arms">
        <legend>
          two to four of them{way === 'loss_type' && options.recipe && `, without the recipe ${options.recipe}`}
        </legend>
        <div>
          {choices.map(({ value, label }) => (
            <Checkbox
              key={value}
              checked={arms.includes(value)}
              disabled={arms.length === ARMS.most && !arms.includes(value)}
              onCheck={(on) => toggle(value, on)}
            >
              {label}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <div class="race-size">
        <label>
          seeds
          <select value={seeds} onChange={({ currentTarget }) => setSeeds(Number(currentTarget.value))}>
            <Options
              choices={[
                { value: 1, label: `one (${first})` },
                { value: 2, label: `2 (${first} to ${first + 1})` },
                { value: 3, label: `3 (${first} to ${first + 2})` },
              ]}
            />
          </select>
        </label>
        <label>
          steps of each run
          <input
            type="number"
            min={1}
            step={1}
            value={steps}
            onInput={({ currentTarget }) => setSteps(currentTarget.valueAsNumber)}
          />
        </label>
        <label>
          or GFLOP, at most
          <input
            type="number"
            min={0}
            step="any"
            placeholder="no limit"
            value={gflop ?? ''}
            onInput={({ currentTarget }) => setGflop(currentTarget.value === '' ? null : currentTarget.valueAsNumber)}
          />
        </label>
      </div>
      <div class="race-start">
        <button type="submit" class="primary" disabled={!idle || wrong !== undefined || !session.canTrain.value}>
          Start the race
        </button>
        {wrong === undefined && (
          <CopyButton
            label="Copy as command"
            title="The same comparison in a terminal"
            text={() => formatCommand(plan(), runs)}
            warning={() => filesFor(options, runs)}
          />
        )}
        <p class="note" role="status">
          {wrong ?? `${arms.length * seeds} runs, one after another, each from the same base.`}
          {!idle && wrong === undefined && ' They can start when the run in progress is over.'}
        </p>
      </div>
    </form>
  );
}

/** The loss that is chosen, and the one that shows most beside it. */
function firstLosses(loss: string): string[] {
  const known = LOSS_CHOICES.some(({ value }) => value === loss) ? loss : DEFAULT_LOSS;
  return known === 'gppo' ? [DEFAULT_LOSS, 'gppo'] : [known, 'gppo'];
}

function raceFault(arms: number, steps: number, gflop: number | null): string | undefined {
  if (arms < ARMS.least) return 'Choose at least two.';
  if (!Number.isInteger(steps) || steps < 1) return 'Steps are a whole number from 1.';
  if (gflop !== null && !(gflop > 0)) return 'GFLOP are a number above 0, or empty for no limit.';
  return undefined;
}
