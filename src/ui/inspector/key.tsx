import { MARKS } from './marks';
import { type Known, limitText, type Painting } from './painting';
import { lookOf } from './quantities';

/** What colours and patterns mean; only the patterns that are there. */
export function Key({ painting, known }: { painting: Painting; known: Known }) {
  const { ends, scale, meaning } = lookOf(painting.quantity);
  return (
    <p class="key">
      <span>
        <i class={scale === 'size' ? 'size' : 'more'} aria-hidden="true" /> {ends.more}
      </span>
      {ends.less && (
        <span>
          <i class="less" aria-hidden="true" /> {ends.less}
        </span>
      )}
      {painting.marks.map((mark) => (
        <span key={mark} title={MARKS[mark].meaning}>
          <i class={`sample token ${mark}`} aria-hidden="true">
            ab
          </i>{' '}
          {MARKS[mark].label}
        </span>
      ))}
      <span title={meaning}>{limitText(painting, known)}</span>
    </p>
  );
}
