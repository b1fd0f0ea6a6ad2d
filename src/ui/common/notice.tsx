import type { ComponentChildren } from 'preact';
import type { Failure } from './failure';

/** Something is missing or broke: what, and the next step. */
export function Notice({ failure, children }: { failure: Failure; children?: ComponentChildren }) {
  return (
    <div class="notice" role="alert">
      <p class="cause">{failure.message}</p>
      <p>{failure.advice}</p>
      {children}
    </div>
  );
}
