import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { brief, signed } from '../common/format';
import { COMPARED, type Facts, regionText } from './facts';

interface Props {
  id: string;
  facts: Facts;
  /** The token that the card belongs to. */
  anchor: HTMLElement;
}

const GAP = 6;

/** What is known of one token. There is one card, which moves from token to token. */
export function HoverCard({ id, facts, anchor }: Props) {
  const card = useRef<HTMLDivElement>(null);
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
  }, [facts, anchor]);
  return (
    <div
      ref={card}
      id={id}
      role="tooltip"
      class="hover-card"
      style={place ? { left: `${place.left}px`, top: `${place.top}px` } : { visibility: 'hidden' }}
    >
      <FactList facts={facts} />
    </div>
  );
}

function FactList({ facts }: { facts: Facts }) {
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
        {advantage !== undefined && (
          <>
            <dt>advantage A</dt>
            <dd>{signed(advantage)}</dd>
          </>
        )}
        <Fact name="entropy" value={now?.entropy} />
      </dl>
      {now && <p class="label">{regionText(now)}</p>}
      {factors && (
        <table>
          <caption>gradient factor F(δ)</caption>
          <thead>
            <tr>
              {COMPARED.map((loss) => (
                <th key={loss} scope="col" class={factors[loss].own ? 'own' : undefined}>
                  {loss.toUpperCase()}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {COMPARED.map((loss) => (
                <td key={loss} class={factors[loss].own ? 'own' : undefined}>
                  {brief(factors[loss].F)}
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
