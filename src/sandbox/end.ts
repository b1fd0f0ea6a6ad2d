/** How a test ended. Thrown to end it there and then. */
import type { Status } from './types';

export class End {
  constructor(
    readonly status: Status,
    readonly message?: string,
    readonly got?: string,
    readonly line?: number,
    readonly result?: string,
  ) {}
}

/** The encoder's description of a thrown value. */
export interface Thrown {
  error: boolean;
  name: string;
  message: string;
  /** 0 when unknown. */
  line: number;
}

/** The end of a test by a value that the program threw. */
export function endByThrow({ error, name, message, line }: Thrown): End {
  if (error && outOfMemory({ name, message })) return new End('memory', 'out of memory');
  if (!error) return new End('error', `threw ${message || 'a value that is no error'}`);
  const where = line > 0 ? ` (line ${line})` : '';
  return new End('error', `${name || 'Error'}: ${message}${where}`, undefined, line || undefined);
}

export function outOfMemory({ name, message }: Pick<Thrown, 'name' | 'message'>): boolean {
  return name === 'InternalError' && message === 'out of memory';
}
