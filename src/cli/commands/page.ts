/** `kata page`: the built page on localhost. */
import { z } from 'zod';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import type { Command } from '../command';
import { builtPage } from '../package-root';
import { serve } from '../run/serve';
import { printResult } from '../terminal';

const schema = z.object({
  port: option('run', z.int().min(0).max(65535).default(4173), 'Port on localhost; 0: any free port.'),
});

export const command: Command = {
  usage: 'page [--port N]',
  description: 'Serves the built page on localhost, for this machine only, until Ctrl-C.',
  schema,
  async run({ given, json }, terminal) {
    const { port } = checkOptions(schema, given);
    const { url, close } = await serve({ '/': await builtPage() }, port);
    printResult(terminal, json, { url }, () => [`Kata is at ${url} (Ctrl-C ends it)`]);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await close();
  },
};
