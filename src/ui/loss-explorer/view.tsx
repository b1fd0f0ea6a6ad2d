/** The losses over the ratio, with the ratios of the step in view. */
import type { HTMLAttributes } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import './index';
import './view.css';
import { lossOf } from '../options/loss-choice';
import type { StepGroups } from '../session/run-state';
import type { ViewProps } from '../views';
import type { LossExplorer } from './loss-explorer';
import { explorerOf, tokensOf } from './of-run';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'loss-explorer': HTMLAttributes<LossExplorer>;
    }
  }
}

export function View({ session }: ViewProps) {
  const explorer = useRef<LossExplorer>(null);
  const asked = session.options.value;
  // The recorded run is nobody's choice: what the visitor asks for goes before it.
  const running = session.recorded.value === null ? session.run.value.info?.options : undefined;
  const of = running ?? { ...asked, loss_type: lossOf(asked) };
  const measured = useMeasured(session.shown.value);

  // A new run, or other options for it, begin with its own bounds; until then those set by hand stay.
  const start = JSON.stringify(explorerOf(of));
  useEffect(() => {
    Object.assign(explorer.current!, JSON.parse(start));
  }, [start]);

  const tokens = useMemo(() => measured && tokensOf(measured), [measured]);
  useEffect(() => {
    explorer.current!.tokens = tokens;
  }, [tokens]);

  return (
    <div class="losses-view">
      <loss-explorer ref={explorer}>
        <p slot="no-tokens">
          Train, or take one step: the ratios of its tokens appear here, and what each loss does with them.
        </p>
        {measured && <p slot="tokens">Step {measured.step}, each token as its last update found it:</p>}
      </loss-explorer>
    </div>
  );
}

/** The step in view; while its updates are still to come, the one before. */
function useMeasured(shown: StepGroups | null): StepGroups | null {
  const [last, setLast] = useState<StepGroups | null>(null);
  const measured = shown?.tokens ? shown : last && shown && last.step === shown.step - 1 ? last : null;
  useEffect(() => setLast(measured), [measured]);
  return measured;
}
