/**
 * The errors a person can do something about. Everything else is a bug and keeps its stack.
 */

/** Bad input: names the input and what would be right. The command line prints it on one line and exits with 2. */
export class InputError extends Error {
  override name = 'InputError';
}

/** A wrong value of an option: what is wrong with it, and what would be right. `where` names its place, if not the option. */
export class OptionError extends InputError {
  constructor(
    readonly option: string,
    readonly reason: string,
    where = option,
  ) {
    super(`${where}: ${reason}`);
  }
}

/** Something outside Kata is missing or broke (no adapter, lost device, full disk); `advice` is the next step to take. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
  constructor(
    message: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
