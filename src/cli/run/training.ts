/** What the commands that train share: a run may go on from a checkpoint, has a folder of its own, and ends well at Ctrl-C. */

import type { GivenOptions } from '../../common/options/given';
import type { TrainEvent } from '../../rl/records/events';
import type { Terminal } from '../terminal';
import { type Followed, follow } from './follow';
import { interruptible } from './interrupt';
import { chooseFolder, optionsOfCheckpoint, RunFolder } from './run-folder';

/** The options given, over those of the run that is to be resumed. */
export function overResumed(given: GivenOptions): GivenOptions {
  const resume = (given.resume_from_checkpoint ?? null) as string | null;
  return { ...(resume && optionsOfCheckpoint(resume)), ...given };
}

/** Chooses the folder of a run, which becomes its `output_dir`. */
export function openRunFolder(
  options: { output_dir: string; resume_from_checkpoint: string | null },
  given: GivenOptions,
): RunFolder {
  const { output_dir, resume_from_checkpoint: resume } = options;
  options.output_dir = chooseFolder(output_dir, { explicit: 'output_dir' in given, resume });
  return new RunFolder(options.output_dir, resume);
}

interface Training {
  /** After `kata`, for the hint how to go on. */
  command: string;
  folder: RunFolder;
  terminal: Terminal;
  json: boolean;
  /** Starts the run and hands its events on. */
  start(signal: AbortSignal, consume: (events: AsyncIterable<TrainEvent>) => Promise<Followed>): Promise<Followed>;
  /** What to say when it is over. */
  lines(followed: Followed): string[];
}

/** Follows a run to its end, which Ctrl-C brings forward. */
export async function runTraining({ command, folder, terminal, json, start, lines }: Training): Promise<void> {
  const followed = await interruptible(
    (signal) => start(signal, (events) => follow(events, { folder, terminal, json })),
    () => terminal.log('kata: ending; Ctrl-C again quits at once'),
  );
  const say = json ? terminal.log : terminal.print;
  for (const line of lines(followed)) say(line);
  const hint = resumeHint(command, followed);
  if (hint) say(hint);
}

/** How to go on with a run that ended before its last step. */
function resumeHint(command: string, { step, max_steps, checkpoint }: Followed): string | undefined {
  if (step >= max_steps) return undefined;
  if (!checkpoint) return 'No step was complete, so there is nothing to resume.';
  return `Go on by: npx kata ${command} --resume_from_checkpoint ${quoted(checkpoint)}`;
}

/** A path as a shell reads it. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
