import type { Failure } from './failure';

/** Something is missing or broke: what, and the next step. */
export function Notice({ failure }: { failure: Failure }) {
  return (
    <div class="notice" role="alert">
      <p class="cause">{failure.message}</p>
      <p>{failure.advice}</p>
    </div>
  );
}
