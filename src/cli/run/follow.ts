/** Follows a run: keeps its events in the run's folder and shows them. */
import { join } from 'node:path';
import type { Metrics, TrainEvent } from '../../rl/records/events';
import type { Terminal } from '../terminal';
import { Progress } from './progress';
import type { RunFolder } from './run-folder';

export interface Followed {
  /** The last checkpoint that is complete. */
  checkpoint?: string;
  step: number;
  max_steps: number;
  aborted: boolean;
  evaluations: Extract<TrainEvent, { type: 'evaluation' }>[];
  updates: { first?: Extract<TrainEvent, { type: 'update' }>; last?: Extract<TrainEvent, { type: 'update' }> };
}

/** Consumes a run to its end. With `json` every event of interest is one line, with its metrics at the top level. */
export async function follow(
  events: AsyncIterable<TrainEvent>,
  { folder, terminal, json }: { folder: RunFolder; terminal: Terminal; json: boolean },
): Promise<Followed> {
  const followed: Followed = { step: 0, max_steps: 0, aborted: false, evaluations: [], updates: {} };
  const progress = new Progress(json ? terminal.log : terminal.print, terminal.status);
  for await (const event of events) {
    if (event.type === 'start') {
      const earlier = await folder.open(event.run.options, event.run.first_step - 1);
      for (const line of earlier) remember(followed, loggedEvent(line), folder);
    }
    folder.write(event);
    remember(followed, event, folder);
    progress.show(event);
    if (json) {
      const line = toJsonLine(event, folder);
      if (line) terminal.print(JSON.stringify(line));
    }
  }
  return followed;
}

function remember(followed: Followed, event: TrainEvent, folder: RunFolder): void {
  switch (event.type) {
    case 'start':
      followed.step = event.run.first_step - 1;
      followed.max_steps = event.run.max_steps;
      break;
    case 'update':
      followed.updates.first ??= event;
      followed.updates.last = event;
      break;
    case 'evaluation':
      followed.evaluations.push(event);
      break;
    case 'checkpoint':
      followed.checkpoint = join(folder.path, event.name);
      break;
    case 'end':
      followed.step = event.step;
      followed.aborted = event.reason === 'aborted';
      break;
  }
}

/** The event that a line of the log was written for. */
function loggedEvent(line: { step: number; metrics: Metrics }): TrainEvent {
  if (Object.keys(line.metrics).some((name) => name.startsWith('eval/')))
    return { type: 'evaluation', ...line, examples: [] };
  return { type: 'update', ...line };
}

function toJsonLine(event: TrainEvent, folder: RunFolder): object | undefined {
  switch (event.type) {
    case 'start':
      return { type: 'start', ...event.run };
    case 'update':
    case 'evaluation':
      return { type: event.type, step: event.step, ...event.metrics };
    case 'checkpoint':
      return { ...event, path: join(folder.path, event.name) };
    case 'end':
      return event;
  }
}
