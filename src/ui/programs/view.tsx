/** The programs of a step, one prompt at a time, and each of them token by token. */
import { useEffect, useState } from 'preact/hooks';
import { GroupCard } from './group-card';
import '../inspector/styles.css';
import { Inspector } from '../inspector/inspector';
import type { Activity, ViewProps } from '../session/session';
import type { Quantity } from '../session/token-place';
import { Introduction, NoPrograms } from './introduction';

const isGoing = (activity: Activity) => ['starting', 'running', 'stepping'].includes(activity);

export function View({ session }: ViewProps) {
  // From a token on the curves one comes back to where it was.
  const [back, setBack] = useState(() => session.reopen.peek());
  const [quantity, setQuantity] = useState<Quantity>('push');
  const [open, setOpen] = useState(back?.number);
  /** The program that was open last: the keyboard goes on from there. */
  const [left, setLeft] = useState<number>();
  const shown = session.shown.value;
  // The slider takes an open program along, a run that goes on does not.
  const passing = session.held.value === null && session.cursor.value === null && isGoing(session.activity.value);
  useEffect(() => {
    if (passing) setOpen(undefined);
  }, [passing]);
  useEffect(() => {
    session.reopen.value = null;
  }, [session]);
  if (!shown) {
    // A run that has steps and no programs came without them.
    return session.runId.value !== undefined && session.run.value.step > 0 ? <NoPrograms /> : <Introduction />;
  }
  if (!passing && open !== undefined && shown.groups[shown.index]?.samples[open]) {
    const close = () => {
      setLeft(open);
      setOpen(undefined);
      setBack(null);
    };
    return (
      <Inspector
        session={session}
        shown={shown}
        number={open}
        quantity={back?.quantity ?? quantity}
        at={back?.number === open ? back.t : undefined}
        onGo={(number) => {
          setOpen(number);
          setBack(null);
        }}
        onClose={close}
      />
    );
  }
  const inspect = (number: number) => {
    session.hold(shown.index);
    setLeft(undefined);
    setOpen(number);
  };
  return (
    <GroupCard
      session={session}
      shown={shown}
      quantity={quantity}
      onQuantity={setQuantity}
      onInspect={inspect}
      focus={left}
    />
  );
}
