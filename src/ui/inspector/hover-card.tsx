import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { brief, signed } from '../common/format';
import { CURVES } from '../loss-explorer/curves';
import { clipText, type TokenFacts } from './facts';

interface Props {
  id: string;
  card: RefObject<HTMLDivElement | null>;
  facts: TokenFacts;
  /** The token that the card belongs to. */
  anchor: HTMLElement;
  /** What brought it up: after a click it stays, and can be used. */
  by: 'pointer' | 'keys' | 'click';
  /** Shows the token on the curve of its loss. */
  onCurve: () => void;
}

const GAP = 6;

/** What is known of one token. There is one card, which moves from token to token. */
export function HoverCard({ id, card, facts, anchor, by, onCurve }: Props) {
  const kept = by === 'click';
  const [place, setPlace] = useState<{ left: number; top: number }>();
  useLayoutEffect(() => {
    const put = () => {
      const token = anchor.getClientRects()[0];
      if (!token || !card.current) return;
      const { offsetWidth, offsetHeight } = card.current;
      const left = Math.max(GAP, Math.min(token.left, innerWidth - offsetWidth - GAP));
      const below = token.bottom + GAP;
      const top = below + offsetHeight <= innerHeight ? below : Math.max(GAP, token.top - offsetHeight - GAP);
      setPlace({ left, top });
    };
    put();
    addEventListener('scroll', put, { capture: true, passive: true });
    addEventListener('resize', put);
    return () => {
      removeEventListener('scroll', put, { capture: true });
      removeEventListener('resize', put);
    };
  }, [facts, anchor, kept]);
  return (
    <div
      ref={card}
      id={id}
      {...(kept ? { role: 'group', 'aria-label': `Token ${JSON.stringify(facts.piece)}` } : { role: 'tooltip' })}
      class={kept ? 'hover-card kept' : 'hover-card'}
      style={place ? { left: `${place.left}px`, top: `${place.top}px` } : { visibility: 'hidden' }}
    >
      <FactList facts={facts} />
      {facts.point && <ToCurve by={by} onCurve={onCurve} />}
    </div>
  );
}

function ToCurve({ by, onCurve }: Pick<Props, 'by' | 'onCurve'>) {
  if (by === 'pointer') return <p class="label to-curve">Click: keep this card, and show the token on the curve</p>;
  if (by === 'keys') {
    return (
      <p class="label to-curve">
        <kbd>Enter</kbd> shows the token on the curve
      </p>
    );
  }
  return (
    <button type="button" class="to-curve" onClick={onCurve}>
      Show on the curve
    </button>
  );
}

function FactList({ facts }: { facts: TokenFacts }) {
  const { piece, id, inserted, old, advantage, now, factors } = facts;
  return (
    <>
      <p>
        <code>{JSON.stringify(piece)}</code> <small>id {id}</small>
      </p>
      {inserted && <p class="label">what the program before it printed: read by the model, never trained on</p>}
      <dl>
        <Fact name={now ? 'log π old' : 'log π'} value={old} />
        <Fact name="log π new" value={now?.log_prob} />
        <Fact name="ratio δ" value={now?.ratio} />
        <Fact name="δ of the program" value={now?.sequence_ratio} />
        {advantage !== undefined && (
          <>
            <dt>advantage A</dt>
            <dd>{signed(advantage)}</dd>
          </>
        )}
        <Fact name="entropy" value={now?.entropy} />
      </dl>
      {now && <p class="label">{clipText(now)}</p>}
      {factors && (
        <table>
          <caption>gradient factor F(δ)</caption>
          <thead>
            <tr>
              {factors.map(({ loss, own }) => (
                <th key={loss} scope="col" class={own ? 'own' : undefined}>
                  {CURVES[loss].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {factors.map(({ loss, gradient_factor, own }) => (
                <td key={loss} class={own ? 'own' : undefined}>
                  {brief(gradient_factor).replace(/^-/, '\u2212')}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      )}
      {!now && !inserted && <p class="label">ratio, entropy and region come with an update that trains on it</p>}
    </>
  );
}

function Fact({ name, value }: { name: string; value: number | undefined }) {
  if (value === undefined) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{brief(value).replace(/^-/, '\u2212')}</dd>
    </>
  );
}
