/** Where a command's output goes. */

export interface Terminal {
  /** A line that was asked for, on stdout. */
  print(line: string): void;
  /** A message about the work, on stderr. */
  log(line: string): void;
  /** A line on stderr that the next output replaces; only where a person watches. */
  status(line: string): void;
}

/** Prints a result: as one line of JSON, or as lines for a person. */
export function printResult(terminal: Terminal, json: boolean, result: object, lines: () => readonly string[]): void {
  for (const line of json ? [JSON.stringify(result)] : lines()) terminal.print(line);
}

/** The terminal of this process. A reader that goes away (`| head`) ends it quietly. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
  let pending = false;
  const clear = () => {
    if (pending) stderr.write('\r\x1b[2K');
    pending = false;
  };
  return {
    print(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    log(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    status(line) {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(line.slice(0, (stderr.columns || 80) - 1));
      pending = line !== '';
    },
  };
}
