import { useEffect, useRef, useState } from 'preact/hooks';
import { brief, signed } from '../common/format';
import { TestTable } from '../common/test-table';
import { explorerForRun } from '../loss-explorer/explorer-of-run';
import type { ShownGroup } from '../session/run-state';
import { bestFirst, optionsAt } from '../session/run-state';
import type { Session } from '../session/session';
import type { Quantity } from '../session/token-place';
import { Chooser, Key } from './colours';
import { tokenFacts } from './facts';
import { paint, sampleRecord, updateStatus } from './painting';
import { QUANTITIES } from './quantities';
import { Tokens } from './tokens';

const CHOICES = Object.keys(QUANTITIES) as Quantity[];

interface Props {
  session: Session;
  shown: ShownGroup;
  /** Which sample of the group. */
  number: number;
  /** What the tokens are coloured by to begin with. */
  quantity: Quantity;
  /** The token to begin with, where one comes back to it. */
  at?: number;
  onGo: (number: number) => void;
  onClose: () => void;
}

/** One program: its tokens and what the update did to each, and the verdict of every test. */
export function Inspector({ session, shown, number, quantity, at, onGo, onClose }: Props) {
  const [chosen, setChosen] = useState(quantity);
  const root = useRef<HTMLElement>(null);
  const [start, setStart] = useState(at);
  useEffect(() => {
    if (at === undefined) root.current?.focus({ preventScroll: true });
    // It is the token of this program, and of none that is gone to from here.
    setStart(undefined);
  }, []);
  useEscape(onClose);

  const { step, index, groups, tokens } = shown;
  const group = groups[index];
  const sample = group.samples[number];
  const measured = sampleRecord(tokens?.[index], number);
  const options = optionsAt(session.live.value, step);
  const explored = options && explorerForRun(options);
  const painting = paint(group, tokens?.[index], chosen);
  const { verdict, advantage, reward } = sample;
  const passed = verdict?.status === 'pass';
  const order = bestFirst(group);
  const place = order.indexOf(number);
  const count = order.length;
  const go = (by: number) => onGo(order[(place + by + count) % count]);
  return (
    <section ref={root} class="card inspector" tabIndex={-1} aria-label={`Program ${place + 1} of ${count}`}>
      <div class="card-head">
        <div class="prompt">
          <div class="label">
            step {step}
            {measured && `, update ${measured.update + 1}`} · prompt {index + 1} of {groups.length} · program{' '}
            {place + 1} of {count}
          </div>
          <pre>{group.problem.prompt.trim()}</pre>
        </div>
        <div class="pager">
          <button type="button" class="quiet" onClick={onClose}>
            All programs
          </button>
          <button type="button" aria-label="Previous program" onClick={() => go(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Next program" onClick={() => go(1)}>
            ›
          </button>
        </div>
      </div>
      <div class="inspected">
        <div class="facts">
          <p>
            {verdict && (
              <span class={passed ? 'good' : 'bad'}>
                {passed ? '✓' : '✗'} {verdict.passed} of {verdict.total} tests
              </span>
            )}
            {reward !== undefined && <span>reward {brief(reward).replace(/^-/, '\u2212')}</span>}
            {advantage !== undefined && <span>advantage {signed(advantage)}</span>}
          </p>
          <Chooser choices={CHOICES} chosen={chosen} onChoose={setChosen} />
        </div>
        {sample.pieces.length === 0 ? (
          <pre class="tokens">
            {group.problem.prefix}
            {sample.completion}
          </pre>
        ) : (
          <Tokens
            key={`${step}/${index}/${number}`}
            sample={sample}
            prefix={group.problem.prefix ?? ''}
            painted={painting.samples[number]}
            quantity={chosen}
            start={start}
            tokenFacts={(t) => tokenFacts(sample, measured, t, explored)}
            onCurve={(t, token) =>
              session.showOnCurve({ shown, number, program: place + 1, t, quantity: chosen, token })
            }
          />
        )}
        {verdict && (
          <div class="verdict">
            <TestTable tests={group.tests} verdict={verdict} />
            {verdict.decided_by_clock && (
              <p class="note">A clock ended this program: another machine may judge it otherwise.</p>
            )}
          </div>
        )}
      </div>
      <Key painting={painting} known={updateStatus(tokens, step, session.live.value.step)} />
    </section>
  );
}

function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onEscape();
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [onEscape]);
}
