/** Runs a command line in this process and keeps what it says. */
import { expect } from 'vitest';
import { run } from '../../src/cli/main';

export interface Ran {
  code: number;
  out: string[];
  err: string[];
}

export async function kata(...argv: string[]): Promise<Ran> {
  const ran: Ran = { code: 0, out: [], err: [] };
  ran.code = await run(argv, {
    print: (line) => void ran.out.push(line),
    log: (line) => void ran.err.push(line),
    status: () => {},
  });
  return ran;
}

/** Bad input: exit code 2 and a message. */
export async function expectRefusal(message: RegExp, ...argv: string[]): Promise<void> {
  const { code, err } = await kata(...argv);
  expect(err.join('\n')).toMatch(message);
  expect(code).toBe(2);
}
