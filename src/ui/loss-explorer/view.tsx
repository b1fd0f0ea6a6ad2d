/** The losses over the ratio, with the ratios of the step in view, and a token of it where one was sent here. */
import { useComputed } from '@preact/signals';
import type { HTMLAttributes, Ref } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import './index';
import './view.css';
import type { StepGroups } from '../session/run-state';
import { optionsAt } from '../session/run-state';
import type { Session, ViewProps } from '../session/session';
import type { TokenPlace } from '../session/token-place';
import { readSettings } from '../settings/read-settings';
import { explorerForRun, ratioTokens } from './explorer-of-run';
import type { LossExplorer, LossExplorerState } from './loss-explorer';
import { NextRunBar, settingTexts } from './next-run-bar';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'loss-explorer': HTMLAttributes<LossExplorer>;
    }
  }
}

export function View({ session }: ViewProps) {
  const explorer = useRef<LossExplorer>(null);
  const back = useRef<HTMLButtonElement>(null);
  const place = session.onCurve.value;
  const next = useComputed(() => readSettings(session.options.value)).value;
  const ofRun = runOptions(session);
  const base = ofRun ?? settingTexts(next);
  const measured = useMeasured(session.shown.value);

  // A new run, or other options for it, begin with its own bounds; until then those set by hand stay.
  const start = explorerStart(base);
  const [state, setState] = useState<Start>(() => JSON.parse(start));
  /** What the figure shows already. */
  const there = useRef<string | undefined>(undefined);
  const begin = () => {
    const { losses, parameters }: Start = JSON.parse(start);
    Object.assign(explorer.current!, { losses, parameters });
    setState({ losses, parameters });
  };
  useEffect(() => {
    if (there.current !== start) begin();
    there.current = start;
  }, [start]);

  useEffect(() => {
    explorer.current!.token = place?.token ?? null;
    // What had the focus, the token or its card, is gone with the view before.
    if (place && document.activeElement === document.body) back.current?.focus();
    setState(({ parameters }) => ({ losses: explorer.current!.losses, parameters }));
  }, [place]);

  const tokens = useMemo(() => measured && ratioTokens(measured), [measured]);
  useEffect(() => {
    explorer.current!.tokens = tokens;
  }, [tokens]);

  const follow = (event: Event) => {
    const { losses, parameters, token } = (event as CustomEvent<LossExplorerState>).detail;
    setState({ losses, parameters });
    if (!token) session.onCurve.value = null;
  };
  const set = (change: Record<string, string | undefined>) => {
    session.setOptions(change);
    // What was set by hand stays in view.
    if (!ofRun) there.current = explorerStart(settingTexts(readSettings(session.options.value)));
  };
  return (
    <div class="losses-view">
      <loss-explorer ref={explorer} onInput={follow}>
        <p slot="no-tokens">
          Train, or take one step: the ratios of its tokens appear here, and what each loss does with them.
        </p>
        {place && <Place place={place} back={back} onBack={() => session.backToToken()} />}
        {measured && (
          <p slot="tokens">
            Step {measured.step}
            {session.recorded.value && `, the ${measured.groups.length} prompts kept of it`}, each token as its last
            update found it:
          </p>
        )}
      </loss-explorer>
      <NextRunBar
        session={session}
        next={next}
        base={base}
        ofRun={ofRun !== undefined}
        state={state}
        set={set}
        reset={begin}
      />
    </div>
  );
}

type Start = Pick<LossExplorerState, 'losses' | 'parameters'>;

function explorerStart(options: Readonly<Record<string, unknown>>): string {
  const { losses, parameters } = explorerForRun(options);
  return JSON.stringify({ losses, parameters });
}

/** The options of the token's run, or of the run in view, at the step; undefined where there is none. */
function runOptions(session: Session) {
  const place = session.onCurve.value;
  if (place) return optionsAt(session.live.value, place.shown.step);
  // The recorded run is nobody's choice: what the visitor asks for goes before it.
  return session.recorded.value === null ? optionsAt(session.live.value, session.run.value.step) : undefined;
}

/** Where the token stands, and the way back to it. */
function Place({ place, back, onBack }: { place: TokenPlace; back: Ref<HTMLButtonElement>; onBack: () => void }) {
  const { shown, program } = place;
  const { step, index, groups } = shown;
  return (
    <p slot="token" class="label">
      step {step} · prompt {index + 1} of {groups.length} · program {program} of {groups[index].samples.length}{' '}
      <button ref={back} type="button" class="link" onClick={onBack}>
        Back to the token
      </button>
    </p>
  );
}

/** The step in view; while its updates are still to come, the one before. */
function useMeasured(shown: StepGroups | null): StepGroups | null {
  const [last, setLast] = useState<StepGroups | null>(null);
  const measured = shown?.tokens ? shown : last && shown && last.step === shown.step - 1 ? last : null;
  useEffect(() => setLast(measured), [measured]);
  return measured;
}
