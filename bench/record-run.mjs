/**
 * Records the run that the page plays before anything was trained there, by training it: `src/ui/recorded/run.bin`.
 *
 *     node bench/record-run.mjs [--option value …]
 */
import { createServer } from 'vite';
import { ensureBuilt } from '../bin/build.mjs';

await ensureBuilt('node'); // for the judge's worker
const given = {};
for (let i = 2; i < process.argv.length; i += 2) given[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
const server = await createServer({
  configFile: false,
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, watch: null },
});
try {
  const { recordRun } = await server.ssrLoadModule('/bench/record-run.ts');
  await recordRun(given);
} finally {
  await server.close();
}
