/** What went wrong, as the page tells it: one sentence and the next step. A plain object, so that it crosses to the page. */
import { EnvironmentError, InputError, messageOf } from '../../common/errors';

export interface Failure {
  message: string;
  advice: string;
}

export function toFailure(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof EnvironmentError) return { message, advice: error.advice };
  if (error instanceof InputError) {
    return { message, advice: 'Change it under Settings, or take it back to its default there, then train again.' };
  }
  return {
    message: `Kata stopped on an error of its own: ${message}`,
    advice: 'Train again, and please report it with what the console says if it comes back.',
  };
}
