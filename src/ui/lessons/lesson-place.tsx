/** Where an open lesson stands. Its code is loaded with the first lesson. */
import { useLoaded } from '../common/use-loaded';
import type { Session } from '../session/session';

export function LessonPlace({ session }: { session: Session }) {
  const loaded = useLoaded(() => import('./dock'));
  return loaded ? <loaded.Dock session={session} /> : <div class="lesson" aria-busy="true" />;
}
