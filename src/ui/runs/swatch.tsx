import type { RunsArm } from './arms';

/** A piece of an arm's line. */
export function Swatch({ arm: { colour, dash } }: { arm: RunsArm }) {
  return (
    <svg class="line-swatch" viewBox="0 0 24 8" aria-hidden="true">
      <path
        d="M0 4H24"
        fill="none"
        stroke-width="2.4"
        stroke-dasharray={dash?.join(' ')}
        style={{ stroke: `light-dark(${colour.join()})` }}
      />
    </svg>
  );
}
