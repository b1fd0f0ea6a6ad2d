#!/usr/bin/env node
/** Starts the command line, building it first when it is stale. */
import { ensureBuilt } from './build.mjs';

await ensureBuilt('node');
const { main } = await import('../dist/node/kata.js');
await main(process.argv.slice(2));
