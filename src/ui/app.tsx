import './styles.css';
import { AddressNote } from './address-note';
import { Announcer } from './announcer';
import { Charts } from './charts';
import { Controls } from './controls';
import { Header } from './header';
import { LossPicker } from './loss-picker';
import { Notice } from './notice';
import { Progress } from './progress';
import { RecipePicker } from './recipe-picker';
import { Score } from './score';
import type { Session } from './session';
import { TaskPicker } from './task-picker';
import { labelOf, Stage } from './views';

export function App({ session }: { session: Session }) {
  const support = session.support.value;
  const failure = support && 'failure' in support ? support.failure : session.failure.value;
  return (
    <>
      <Header session={session} />
      <main>
        <section class="panel" aria-label="Training">
          <div>
            <h1>Teach a tiny model to write JavaScript.</h1>
            <p class="lead">
              It writes several programs for each prompt. Unit tests judge them. What worked becomes more likely.
            </p>
          </div>
          <Controls session={session} />
          <div class="choices">
            <TaskPicker session={session} />
            <RecipePicker session={session} />
            <LossPicker session={session} />
          </div>
          <Score run={session.run.value} />
          <Progress session={session} />
        </section>
        <section class="stage" aria-label={labelOf(session.view.value)}>
          <AddressNote session={session} />
          {failure && <Notice failure={failure} />}
          <Stage session={session} />
        </section>
      </main>
      <Charts run={session.run.value} />
      <Announcer session={session} />
    </>
  );
}
