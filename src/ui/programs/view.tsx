/** The programs of a step, one prompt at a time. */
import { GroupCard } from '../group-card';
import { Introduction } from '../introduction';
import type { ViewProps } from '../views';

export function View({ session }: ViewProps) {
  const shown = session.shown.value;
  return shown ? <GroupCard session={session} shown={shown} /> : <Introduction />;
}
