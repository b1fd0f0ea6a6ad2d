import { useEffect, useRef, useState } from 'preact/hooks';
import type { Sample } from '../../rl/records/group';
import type { CurveToken, Quantity } from '../session/token-place';
import type { TokenFacts } from './facts';
import { HoverCard } from './hover-card';
import { type PaintedSample, tokenLook } from './painting';

interface Props {
  sample: Sample;
  /** What every program of the group begins with; the model did not write it. */
  prefix: string;
  painted: PaintedSample;
  quantity: Quantity;
  /** The token whose card is open from the start. */
  start?: number;
  tokenFacts: (t: number) => TokenFacts;
  /** Takes a token to the curve of its loss. */
  onCurve: (t: number, token: CurveToken) => void;
}

const CARD = 'token-card';
const tokenId = (t: number) => `token-${t}`;

/**
 * The tokens of a program. Pointer or arrow keys bring up the card of a token; a click or a tap keeps it, with what can be
 * done from there, and Enter does that at once.
 */
export function Tokens({ sample, prefix, painted, quantity, start, tokenFacts, onCurve }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(start ?? 0);
  const [focused, setFocused] = useState(false);
  const [hovered, setHovered] = useState<number>();
  const [kept, setKept] = useState<number>();
  const last = sample.tokens.length - 1;
  // Another program may have fewer tokens.
  const active = Math.min(at, last);
  const shown = kept ?? (hovered !== undefined && hovered <= last ? hovered : focused ? active : undefined);
  const spans = () => [...(list.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
  const anchor = shown === undefined ? undefined : spans()[shown];

  useEffect(() => {
    if (start === undefined) return;
    list.current?.focus();
    spans()[start]?.scrollIntoView({ block: 'nearest' });
    setKept(start);
  }, []);
  useLetGo(kept !== undefined, [list, card], () => setKept(undefined));

  const facts = shown === undefined ? undefined : tokenFacts(shown);
  const go = (t: number) => {
    const { point } = tokenFacts(t);
    if (point) onCurve(t, point);
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && last >= 0) {
      event.preventDefault();
      go(shown ?? active);
      return;
    }
    const to = target(event.key, active, spans());
    if (to === undefined) return;
    event.preventDefault();
    setHovered(undefined);
    setKept(undefined);
    setAt(to);
    spans()[to].scrollIntoView({ block: 'nearest' });
  };
  const tokenAt = ({ target }: Event) => {
    const option = (target as HTMLElement).closest<HTMLElement>('[role=option]');
    return option ? Number(option.dataset.t) : undefined;
  };
  return (
    <>
      <div
        ref={list}
        class="tokens"
        role="listbox"
        tabIndex={0}
        aria-label="Tokens of the program: arrow keys go from one to the next, Enter shows one on the curve of its loss"
        aria-activedescendant={last >= 0 ? tokenId(active) : undefined}
        onKeyDown={move}
        onFocus={() => setFocused(list.current?.matches(':focus-visible') ?? false)}
        onBlur={() => setFocused(false)}
        onPointerOver={(event) => setHovered(tokenAt(event))}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const t = tokenAt(event);
          setAt(t ?? active);
          setKept(t);
        }}
      >
        {prefix && (
          <span class="prefix" role="presentation" title="What every program begins with; the model did not write it">
            {prefix}
          </span>
        )}
        {sample.pieces.map((piece, t) => {
          const { class: name, style } = tokenLook(painted, t, quantity);
          const ends = sample.ended && t === last;
          const classes = [name, sample.loss_mask[t] === 0 && 'inserted', ends && 'end', shown === t && 'active'];
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which option is meant
            <span
              key={t}
              id={tokenId(t)}
              role="option"
              aria-selected={t === active}
              aria-label={piece.trim() === '' ? JSON.stringify(piece) : undefined}
              aria-describedby={shown === t ? CARD : undefined}
              data-t={t}
              class={classes.filter(Boolean).join(' ')}
              style={style}
            >
              {ends ? 'end' : piece}
            </span>
          );
        })}
        {!sample.ended && (
          <span class="prefix" role="presentation" title="cut at max_completion_length or max_tool_calls">
            {' '}
            …
          </span>
        )}
      </div>
      {facts && anchor && (
        <HoverCard
          id={CARD}
          card={card}
          facts={facts}
          anchor={anchor}
          by={kept !== undefined ? 'click' : hovered !== undefined ? 'pointer' : 'keys'}
          onCurve={() => go(shown!)}
        />
      )}
    </>
  );
}

/** Escape, or a press outside these elements. */
function useLetGo(on: boolean, inside: readonly { current: HTMLElement | null }[], letGo: () => void): void {
  useEffect(() => {
    if (!on) return;
    const press = ({ target }: Event) => {
      if (!inside.some(({ current }) => current?.contains(target as Node))) letGo();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      letGo();
    };
    // Before the inspector hears of it, which would close as well.
    addEventListener('keydown', key, { capture: true });
    addEventListener('pointerdown', press);
    return () => {
      removeEventListener('keydown', key, { capture: true });
      removeEventListener('pointerdown', press);
    };
  }, [on]);
}

/** Where a key leads from token `at`; up and down to the nearest token of the next line. */
function target(key: string, at: number, spans: readonly HTMLElement[]): number | undefined {
  const last = spans.length - 1;
  if (last < 0) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(at - 1, 0);
    case 'ArrowRight':
      return Math.min(at + 1, last);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowUp':
    case 'ArrowDown': {
      const { offsetTop: here, offsetLeft: x } = spans[at];
      const down = key === 'ArrowDown';
      const beyond = spans.filter(({ offsetTop }) => (down ? offsetTop > here + 2 : offsetTop < here - 2));
      const line = (down ? Math.min : Math.max)(...beyond.map(({ offsetTop }) => offsetTop));
      const there = beyond.filter(({ offsetTop }) => Math.abs(offsetTop - line) <= 2);
      const far = (span: HTMLElement) => Math.abs(span.offsetLeft - x);
      const nearest = there.reduce((best, span) => (far(span) < far(best) ? span : best), there[0] ?? spans[at]);
      return spans.indexOf(nearest);
    }
  }
}
