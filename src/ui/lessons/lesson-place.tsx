/** Where an open lesson stands. Its code is loaded with the first lesson. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../session/session';

type Dock = FunctionComponent<{ session: Session }>;

export function LessonPlace({ session }: { session: Session }) {
  const [loaded, setLoaded] = useState<{ Dock: Dock }>();
  useEffect(() => {
    let wanted = true;
    void import('./dock').then((module) => wanted && setLoaded(module));
    return () => {
      wanted = false;
    };
  }, []);
  return loaded ? <loaded.Dock session={session} /> : <div class="lesson" aria-busy="true" />;
}
