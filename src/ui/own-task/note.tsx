/** Says, beside the controls, that a run trains on one's own problems, and on which. */
import { useEffect, useRef } from 'preact/hooks';
import type { Session } from '../session/session';
import { countsInShort, countsOf } from './counts';
import { unfit } from './fit-options';

export function OwnTaskNote({ session }: { session: Session }) {
  const problems = session.problems.value;
  const own = session.options.value.tasks === 'own';
  const wasOwn = useRef(own);
  useEffect(() => {
    // Another task was chosen: what fitted one's own problems does not fit it.
    const left = wasOwn.current && !own;
    wasOwn.current = own;
    if (!left || problems === undefined) return;
    const taken = unfit(session.options.value, countsOf(problems));
    if (Object.keys(taken).length > 0) session.setOptions(taken);
  }, [own]);
  if (!own) return null;
  return (
    <p class="note own-note">
      {problems === undefined ? 'there are none yet ' : `${countsInShort(countsOf(problems))} `}
      <button type="button" class="link" onClick={() => session.show('own-task')}>
        {problems === undefined ? 'Write one' : 'Edit'}
      </button>
    </p>
  );
}
