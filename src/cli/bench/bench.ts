/** `kata bench`: how fast this machine is, and what share of its measured peak Kata reaches. */

import { z } from 'zod';
import { InputError } from '../../common/errors';
import { checkOptions } from '../../common/options/given';
import { option } from '../../common/options/option';
import type { Gpu } from '../../kernels/device/gpu';
import { withGpu } from '../../kernels/device/node-gpu';
import { measurePeak } from '../../kernels/peak';
import { drawTimeline } from '../../rl/report/timeline';
import type { Command } from '../command';
import { writeWhole } from '../files';
import { adapterOption } from '../option';
import { printResult, type Terminal } from '../terminal';
import { type JudgeLine, judgeLines } from './judge';
import { attentionRows, type BenchLine, matmulRows } from './kernels';
import { pipelineLines, stepRow } from './loop';
import { modelRows, tinyGptRow } from './model';
import { type PageLine, pageLine } from './page';

const PARTS = {
  matmul: matmulRows,
  attention: attentionRows,
  model: modelRows,
  step: async (gpu: Gpu) => [await stepRow(gpu)],
  'tiny-gpt': async (gpu: Gpu) => [await tinyGptRow(gpu)],
};
const GPU_PARTS = Object.keys(PARTS) as (keyof typeof PARTS)[];
const NAMES = [...GPU_PARTS, 'pipeline', 'judge'] as const;

const schema = z.object({
  adapter: adapterOption,
  only: option(
    'run',
    z
      .array(z.enum(NAMES))
      .min(1)
      .default([...NAMES]),
    'What to measure.',
  ),
  page: option(
    'run',
    z.boolean().default(false),
    'Benchmark the built page in headless Chromium instead: what it loads, how soon it trains, its longest task.',
  ),
  timeline: option(
    'run',
    z.string().min(1).nullable().default(null),
    'SVG file for a timeline of sampling, judging and updates, with and without pipelining.',
  ),
});

export const command: Command = {
  usage: 'bench [--only PARTS]',
  description:
    'Measures matrix products, attention, updates and rollouts of the default model, a whole step of the default run, the training step of a tiny GPT (vocabulary 100, batch 4 × 32, width 64, 1 layer, AdamW), the loop with and without one-off pipelining on tests that take their time, and the judge. The peak is what plain multiply-adds reach on the same adapter.',
  schema,
  async run({ given, json }, terminal) {
    const { adapter, only, page, timeline } = checkOptions(schema, given);
    if (page) {
      if ('only' in given) throw new InputError('page: measures the page alone; leave --only out');
      showPage(await pageLine(adapter), json, terminal);
      return;
    }
    const parts = GPU_PARTS.filter((part) => only.includes(part));
    if (parts.length > 0) await benchGpu(adapter, parts, json, terminal);
    if (only.includes('pipeline')) await benchPipeline(adapter, timeline, json, terminal);
    if (only.includes('judge')) for (const line of await judgeLines()) showJudge(line, json, terminal);
  },
};

async function benchGpu(
  adapter: z.infer<typeof adapterOption>,
  parts: (keyof typeof PARTS)[],
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  await withGpu({ adapter, robust: false }, async (gpu) => {
    const { flops, bytes_per_second } = await measurePeak(gpu);
    const peak = {
      adapter: gpu.info.name,
      software: gpu.info.software,
      gflops: flops / 1e9,
      gbytes: bytes_per_second / 1e9,
    };
    const kind = peak.software ? ' (software)' : '';
    printResult(terminal, json, peak, () => [
      `${peak.adapter}${kind}: ${peak.gflops.toFixed(1)} GFLOP/s, copies ${peak.gbytes.toFixed(1)} GB/s`,
    ]);
    for (const part of parts) for (const row of await PARTS[part](gpu)) show(row, flops, json, terminal);
  });
}

async function benchPipeline(
  adapter: z.infer<typeof adapterOption>,
  file: string | null,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  await withGpu({ adapter, robust: false }, async (gpu) => {
    const lines = await pipelineLines(gpu);
    for (const { title, seconds } of lines) {
      const ratio = seconds / lines[0].seconds;
      const line = `${title.padEnd(32)}${seconds.toFixed(1)} s  ${(100 * ratio).toFixed(0)} %`;
      printResult(terminal, json, { name: title, seconds, ratio }, () => [line]);
    }
    if (file !== null) await writeWhole(file, drawTimeline(`Six steps with slow tests, on ${gpu.info.name}`, lines));
  });
}

function show(row: BenchLine, peak: number, json: boolean, terminal: Terminal): void {
  const share_of_peak = (row.gflops * 1e9) / peak;
  const numbers = [
    `${row.ms.toFixed(2)} ms`.padStart(12),
    `${row.gflops.toFixed(2)} GFLOP/s`.padStart(16),
    `${(100 * share_of_peak).toFixed(0)} % of peak`.padStart(14),
  ];
  if (row.tokens_per_second !== undefined)
    numbers.push(`  ${Math.round(row.tokens_per_second).toLocaleString('en')} tokens/s`);
  const line = `${row.name.padEnd(32)}${row.shape.padEnd(26)}${numbers.join('')}`;
  printResult(terminal, json, { ...row, share_of_peak }, () => [line]);
}

function showPage(line: PageLine, json: boolean, terminal: Terminal): void {
  const { first_load_bytes, seconds_to_first_rollout, longest_task_ms, steps } = line;
  const longest = longest_task_ms === 0 ? 'none of 50 ms' : `${longest_task_ms.toFixed(0)} ms`;
  printResult(terminal, json, line, () => [
    `first load, model included      ${(first_load_bytes / 1e6).toFixed(2)} MB`,
    `click to first rollout          ${seconds_to_first_rollout.toFixed(1)} s`,
    `longest task of the main thread ${longest}, over ${steps} steps`,
  ]);
}

function showJudge({ name, passing, failing }: JudgeLine, json: boolean, terminal: Terminal): void {
  const line = `${name.padEnd(32)}${passing.toFixed(0)} passing, ${failing.toFixed(0)} failing programs/s`;
  printResult(terminal, json, { name, passing_per_second: passing, failing_per_second: failing }, () => [line]);
}
