/** The page: it draws and asks; workers do the rest. */
import './common/language';
import { render } from 'preact';
import { App } from './app';
import { keepOffline } from './offline/keep-offline';
import { keptProblems } from './own-task/kept';
import { Session } from './session/session';
import { findSupport } from './session/support';
import { startRun } from './worker/start-run';

const session = new Session(startRun, async () => (await import('./store/open-store')).openRunStore());
session.problems.value = keptProblems();
render(<App session={session} />, document.getElementById('app')!);
keepOffline();
const restored = session.restore(async () => (await import('./recorded/recorded-run')).loadRecording());
session.support.value = await findSupport();
// The page is whole without a recording.
await restored.catch((error) => console.warn(error));
