/** The page with a made-up run, to look at: `npx vite`, then open /tests/ui/preview.html. No part of the product. */
import { render } from 'preact';
import { App } from '../../src/ui/app';
import { Driver } from '../../src/ui/session/driver';
import { Session } from '../../src/ui/session/session';
import { whyNoWebGpu } from '../../src/ui/session/support';
import { syntheticRun } from './synthetic-run';

const query = new URLSearchParams(location.search);
const pace = Number(query.get('pace') ?? 100);
const max_steps = Number(query.get('steps') ?? 60);
const session = new Session(
  ({ options }, onEvent) =>
    new Driver(
      async (signal) => syntheticRun({ max_steps, pace, signal, loss_type: options.loss_type }),
      async (event) => onEvent(event),
    ),
);
session.support.value = query.has('nogpu')
  ? { failure: whyNoWebGpu({ secure: true, webgpu: false, userAgent: navigator.userAgent }) }
  : { adapter: 'Apple M2 · f16 · subgroups', software: false };
render(<App session={session} />, document.getElementById('app')!);
