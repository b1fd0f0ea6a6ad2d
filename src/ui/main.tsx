/** The page: it draws and asks; workers do the rest. */
import './common/language';
import { render } from 'preact';
import { App } from './app';
import { savedProblems } from './own-task/own-problems';
import { Session } from './session/session';
import { findSupport } from './session/support';
import { startRun } from './worker/start-run';

const session = new Session(startRun, async () => (await import('./store/open-store')).openRunStore());
session.problems.value = savedProblems();
render(<App session={session} />, document.getElementById('app')!);
keepOffline();
const restored = session.restore(async () => (await import('./recorded/recorded-run')).loadRecording());
session.support.value = await findSupport();
// The page is whole without a recording.
await restored.catch((error) => console.warn(error));

/** Has the browser keep the page's files, so that the page works without a network from the next visit on. */
function keepOffline(): void {
  // While developing every file changes; without a secure context there are no service workers.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // The first screen and its model come first. A browser that refuses keeps a page that needs the network.
  addEventListener('load', () => void navigator.serviceWorker.register('./service-worker.js').catch(() => {}));
}
