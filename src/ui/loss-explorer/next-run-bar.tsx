/** Takes the bounds of the figure to the next run. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Options } from '../common/inputs';
import type { Session } from '../session/session';
import type { Settings } from '../settings/read-settings';
import { CURVES, type CurveLoss, inOrder } from './curves';
import { type Explored, explorerForRun } from './explorer-of-run';
import { changeFor, differences, undoChange, wantedOptions } from './next-run';

interface Props {
  session: Session;
  /** The options of the next run, as they are now. */
  next: Settings;
  /** The options that the figure began with. */
  base: Readonly<Record<string, unknown>>;
  /** Whether these are a run's, and not those of the next one. */
  ofRun: boolean;
  /** What the figure shows now. */
  state: Pick<Explored, 'losses' | 'parameters'>;
  /** Sets options of the next run; the figure stays as it is. */
  set: (change: Record<string, string | undefined>) => void;
  /** The figure as it began. */
  reset: () => void;
}

export function NextRunBar({ session, next, base, ofRun, state, set, reset }: Props) {
  const [chosen, setChosen] = useState<CurveLoss>();
  const [undo, setUndo] = useState<Record<string, string | undefined>>();
  const curves = useRef<HTMLSelectElement>(null);
  // A run that was made with them: there is nothing to apply any more.
  const taken = session.activity.value !== 'idle' && !session.asksAnew.value;
  useEffect(() => {
    if (taken) setUndo(undefined);
  }, [taken]);
  const start = explorerForRun(base);
  const losses = inOrder([...state.losses, ...(start.own ? [start.own] : [])]);
  const curve = chosen && losses.includes(chosen) ? chosen : (start.own ?? losses[0]);
  if (curve === undefined) return null;

  const wanted = wantedOptions(curve, state.parameters, [base, settingTexts(next)]);
  const differing = differences(next, wanted);
  const moved = JSON.stringify(state.parameters) !== JSON.stringify(start.parameters);
  const use = () => {
    const asked = session.options.value;
    const change = changeFor(asked, wanted);
    setUndo(undoChange(asked, change));
    set(change);
  };
  const takeBack = () => {
    setUndo(undefined);
    set(undo!);
  };
  const done = undo !== undefined && differing.length === 0;
  return (
    <fieldset class="next-run">
      <legend class="visually-hidden">The next run</legend>
      <label>
        Next run with{' '}
        <select
          ref={curves}
          value={curve}
          onChange={({ currentTarget }) => setChosen(currentTarget.value as CurveLoss)}
        >
          <Options choices={losses.map((loss) => ({ value: loss, label: CURVES[loss].label }))} />
        </select>
      </label>
      <div class="next-run-text">
        <p role="status">{done && 'changed: applies to the next run'}</p>
        {!done && differing.length === 0 && <p class="label">It has these bounds.</p>}
        {differing.length > 0 && (
          <ul aria-label="What changes">
            {differing.map(({ name, from, to }) => (
              <li key={name}>
                <code>{name}</code> {from} → <b>{to}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="next-run-buttons">
        {moved && (
          <button
            type="button"
            onClick={() => {
              reset();
              // The button goes.
              curves.current?.focus();
            }}
          >
            {ofRun ? 'Back to the run’s bounds' : 'Reset'}
          </button>
        )}
        {/* One button, that the focus stays on. */}
        {differing.length > 0 ? (
          <button type="button" key="use" class="use" onClick={use}>
            Use these bounds
          </button>
        ) : (
          done && (
            <button type="button" key="use" onClick={takeBack}>
              Undo
            </button>
          )
        )}
      </div>
    </fieldset>
  );
}

/** The texts of a run's options, by name. */
export const settingTexts = ({ options }: Settings): Record<string, string> =>
  Object.fromEntries([...options].map(([name, { text }]) => [name, text]));
