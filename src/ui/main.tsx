/** The page: it draws and asks; workers do the rest. */
import './language';
import { render } from 'preact';
import { App } from './app';
import { Session } from './session';
import { startRun } from './start-run';
import { findSupport } from './support';

const session = new Session(startRun);
render(<App session={session} />, document.getElementById('app')!);
session.support.value = await findSupport();
