/** Builds once what the tests run as a user would: the command line with its judge worker, and the page. */
// @ts-expect-error plain JavaScript, shared with bin/kata.mjs
import { ensureBuilt } from '../bin/build.mjs';

export default async function setup(): Promise<void> {
  await ensureBuilt('node');
  await ensureBuilt('page');
}
