/** How to go on with a run that ended before its last step. */
import type { Followed } from './follow';

export function resumeHint(command: string, { step, max_steps, checkpoint }: Followed): string | undefined {
  if (step >= max_steps) return undefined;
  if (!checkpoint) return 'No step was complete, so there is nothing to resume.';
  return `Go on by: npx kata ${command} --resume_from_checkpoint ${quoted(checkpoint)}`;
}

/** A path as a shell reads it. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
