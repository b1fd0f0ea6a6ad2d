/** `kata compare`: several ways to train, several seeds each, from the same base with the same compute, in one table and one plot. */

import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../common/errors';
import { namesInScope } from '../../common/options/fields';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import type { AdapterKind } from '../../kernels/device/adapter';
import type { Gpu } from '../../kernels/device/gpu';
import { openGpu } from '../../kernels/device/node-gpu';
import { POINTS, planRuns, unlike } from '../../rl/comparison/plan';
import { trainOptions } from '../../rl/options/commands/train';
import { resolveOptions } from '../../rl/options/resolve';
import { drawPlot } from '../../rl/report/plot';
import type { RunRecord } from '../../rl/report/record';
import { summarize } from '../../rl/report/summary';
import { formatTable, HOW_TO_READ, toArmRow, toRunRow } from '../../rl/report/table';
import type { Command } from '../command';
import { trainOn } from '../commands/train';
import { writeWhole } from '../files';
import { follow } from '../run/follow';
import { interruptible } from '../run/interrupt';
import { RunFolder } from '../run/run-folder';
import type { Terminal } from '../terminal';
import { armOptions, parseArms, within } from './arms';
import { type ComparedRun, readStanding } from './run';

const own = {
  ...armOptions,
  seeds: option(
    'comparison',
    z.array(trainOptions.shape.seed.unwrap()).min(1).default([0, 1, 2]),
    'Seeds; each arm has one run per seed.',
  ),
  budget: option(
    'comparison',
    z.number().positive().nullable().default(null),
    'Compute budget of each run in GFLOP (max_gflop), without evaluations; none: each run ends at max_steps.',
  ),
  output_dir: option(
    'comparison',
    z.string().min(1).default('runs/compare'),
    'Folder of the comparison, with one folder <arm>-seed<seed> per run.',
  ),
};

const setPerRun = [...namesInScope(trainOptions, 'call', 'run'), 'recipe'];
const ofAllRuns = trainOptions.omit(Object.fromEntries(setPerRun.map((name) => [name, true])) as { recipe: true });
const schema = z.strictObject({ ...ofAllRuns.shape, ...own });

export const command: Command = {
  usage: 'compare --recipes NAMES --budget GFLOP [options]',
  description: `Trains each arm with each seed, one run after another, and writes table.md, plot.svg and results.json. Options of kata train apply to all arms. By default each run is evaluated ${POINTS} times on held-out problems at temperature 1. Run again, the same command resumes where it was interrupted.`,
  schema,
  async run({ given, json }, terminal) {
    const options = checkOptions(schema, given);
    const runs = planComparison(options, given, terminal);
    // A folder that is not ours must be found before hours of work, not after.
    for (const run of runs) readStanding(run);
    const records = await interruptible(
      (signal) => onOneGpu((gpuOf) => makeAll(runs, gpuOf, signal, { ...terminal, print: terminal.log })),
      () => terminal.log('kata: ending; Ctrl-C again quits at once'),
    );
    if (records.length < runs.length) {
      terminal.log(`${records.length} of ${runs.length} runs are done; the same command goes on.`);
      return INTERRUPTED;
    }
    await report(records, options.output_dir, { json, terminal });
    return 0;
  },
};

/** What a shell makes of a process that Ctrl-C ends. */
const INTERRUPTED = 130;

/** The runs with all their options. */
function planComparison(
  options: z.output<typeof schema>,
  given: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): ComparedRun[] {
  const { seeds, budget, max_steps, output_dir } = options;
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined) throw new InputError(`seeds: ${twice} comes twice`);
  const forAll = Object.fromEntries(Object.entries(given).filter(([name]) => !(name in own)));
  if (budget === null && !('max_steps' in forAll)) {
    throw new InputError('budget: is missing; give the GFLOP of each run, or its steps by --max_steps');
  }
  const arms = parseArms(options, forAll);
  const runs = planRuns({ arms, seeds, budget, max_steps, options: forAll }).map((run) => {
    const its = { ...run.options, run_name: run.name, output_dir: join(output_dir, run.name) };
    const { options, warnings } = within(`arm ${run.arm}`, () => resolveOptions(its));
    if (run.seed === seeds[0])
      for (const { option, reason } of warnings) terminal.log(`kata: warning: ${run.arm}: ${option} ${reason}`);
    return { ...run, options };
  });
  for (const line of unlike(runs)) terminal.log(`kata: warning: ${line}`);
  return runs;
}

type GpuOf = (adapter: AdapterKind) => Promise<Gpu>;

/** Lends a GPU that all runs share: kernels are compiled once, and a software adapter gives memory back only with the process. */
async function onOneGpu<T>(use: (gpuOf: GpuOf) => Promise<T>): Promise<T> {
  const opened = new Map<AdapterKind, Promise<Gpu>>();
  try {
    return await use((adapter) => {
      const gpu = opened.get(adapter) ?? openGpu({ adapter, robust: false });
      opened.set(adapter, gpu);
      return gpu;
    });
  } finally {
    for (const gpu of opened.values()) await gpu.then((open) => open.close()).catch(() => {});
  }
}

/** Makes the runs that are not done; the records of all, or of those that were done when the signal came. */
async function makeAll(
  runs: readonly ComparedRun[],
  gpuOf: GpuOf,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const [i, run] of runs.entries()) {
    const { arm, seed, options } = run;
    const title = `run ${i + 1} of ${runs.length}: ${arm}, seed ${seed}`;
    let standing = readStanding(run);
    if ('done' in standing) {
      terminal.log(`${title}: done`);
    } else if (!signal.aborted) {
      const { kept } = standing;
      terminal.log(kept === null ? title : `${title}, from ${kept}`);
      const folder = new RunFolder(options.output_dir, kept);
      const own = { ...options, resume_from_checkpoint: kept };
      const gpu = await gpuOf(options.adapter);
      await trainOn(gpu, own, folder, signal, (events) => follow(events, { folder, terminal, json: false }));
      standing = readStanding(run);
    }
    if (!('done' in standing)) {
      if (signal.aborted) break;
      throw new InputError(`tasks: ${options.tasks} has no held-out problems to compare on`);
    }
    const { gflop, steps } = standing.done;
    if (gflop < (options.max_gflop ?? 0) && steps >= options.max_steps) {
      const short = `${gflop.toPrecision(3)} of ${options.max_gflop} GFLOP`;
      terminal.log(`kata: warning: ${arm}, seed ${seed}: its ${steps} steps (max_steps) took ${short}`);
    }
    records.push(standing.done);
  }
  return records;
}

async function report(
  records: readonly RunRecord[],
  folder: string,
  { json, terminal }: { json: boolean; terminal: Terminal },
): Promise<void> {
  const arms = summarize(records);
  const table = formatTable(arms);
  const rows = [...records.map(toRunRow), ...arms.map(toArmRow)];
  await writeWhole(join(folder, 'table.md'), `${[...table, '', HOW_TO_READ].join('\n')}\n`);
  await writeWhole(
    join(folder, 'plot.svg'),
    drawPlot(`Held-out pass@1 of ${arms.map(({ arm }) => arm).join(', ')}`, arms),
  );
  await writeWhole(join(folder, 'results.json'), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
  const lines = json ? rows.map((row) => JSON.stringify(row)) : ['', ...table, '', HOW_TO_READ];
  for (const line of lines) terminal.print(line);
  terminal.log(`The table, the plot and all numbers are in ${folder}.`);
}
