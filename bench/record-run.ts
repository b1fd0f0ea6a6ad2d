/** Trains a run as the page would, and keeps of it what a visitor can look at in a few moments. */
import { writeFileSync } from 'node:fs';
import { modelFolder } from '../src/cli/files';
import { openGpu } from '../src/kernels/device/node-gpu';
import { trainOptions } from '../src/rl/options/commands/train';
import { resolveOptions } from '../src/rl/options/resolve';
import type { Group, TokenRecord } from '../src/rl/records/group';
import { train } from '../src/rl/run/trainer';
import { openNodeJudge } from '../src/sandbox/node-judge';
import { openTaskSet } from '../src/tasks/registry';
import { optionValues } from '../src/ui/options/option-values';
import type { Recording } from '../src/ui/recorded/recorded-run';
import { emptyRun, type Measured, type RunState, reduce, type StepGroups } from '../src/ui/session/run-state';
import { flatten, pack } from '../src/ui/store/pack';

const FILE = 'src/ui/recorded/run.bin';
/** Groups of each step that are kept: the first ones with something to learn. */
const GROUPS = 2;
/** Bits of a float32's mantissa that are kept: half a percent is more than a colour shows. */
const MANTISSA = 7;
/** A visitor's first screen must not wait for it. */
const MOST_BYTES = 150_000;

export async function recordRun(given: Record<string, string>): Promise<void> {
  const { options } = resolveOptions(optionValues(trainOptions, given));
  const gpu = await openGpu({ adapter: options.adapter, robust: false });
  const judge = openNodeJudge(options);
  let state: RunState = emptyRun;
  const groups: Record<number, Uint8Array> = {};
  const context = { gpu, judge, tasks: openTaskSet, model: modelFolder(options.model) };
  for await (const event of train(options, { ...context, all_tests: true, record_tokens: true })) {
    state = reduce(state, event);
    if (event.type !== 'update') continue;
    groups[event.step] = await flatten(few(state.groups!));
    console.error(`step ${event.step} of ${options.max_steps}: reward ${event.metrics.reward.toFixed(2)}`);
  }
  await judge.close();
  gpu.close();
  const recording: Recording = { state: brief(state), groups };
  const bytes = await pack(recording);
  if (bytes.length > MOST_BYTES) throw new Error(`the recording has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  writeFileSync(FILE, bytes);
  console.error(`${FILE}: ${bytes.length} bytes, ${state.step} steps`);
}

function brief({ info, step, updates, evaluations }: RunState): RunState {
  const rounded = (rows: readonly Measured[]) =>
    rows.map((row) => ({
      ...row,
      metrics: Object.fromEntries(
        Object.entries(row.metrics).map(([name, value]) => [name, Number(value.toPrecision(4))]),
      ),
    }));
  return { info, step, updates: rounded(updates), evaluations: rounded(evaluations) };
}

function few({ step, groups, tokens }: StepGroups): StepGroups {
  const teaches = ({ samples }: Group) => samples.some(({ advantage }) => advantage);
  const kept = groups.map((_, index) => index).sort((a, b) => Number(teaches(groups[b])) - Number(teaches(groups[a])));
  const chosen = kept.slice(0, GROUPS);
  return {
    step,
    judged: true,
    groups: chosen.map((index) => briefGroup(groups[index])),
    tokens: tokens && chosen.map((index) => tokens[index].map((record) => record && briefRecord(record))),
  };
}

function briefGroup(group: Group): Group {
  return {
    ...group,
    samples: group.samples.map((sample) => ({
      ...sample,
      logprobs: sample.logprobs.map((logprob) => Number(logprob.toPrecision(3))),
      advantage: sample.advantage && Number(sample.advantage.toPrecision(4)),
      verdict: sample.verdict && {
        ...sample.verdict,
        ms: Math.round(sample.verdict.ms),
        tests: sample.verdict.tests.map(({ ms: _, fuel: __, ...test }) => test),
      },
    })),
  };
}

function briefRecord(record: TokenRecord): TokenRecord {
  const entries = Object.entries(record).map(([name, value]) => [
    name,
    value instanceof Float32Array ? coarse(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The numbers rounded to so many bits. */
function coarse(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.slice().buffer);
  const dropped = 23 - MANTISSA;
  for (let i = 0; i < bits.length; i++) bits[i] = ((bits[i] + (1 << (dropped - 1))) >>> dropped) << dropped;
  return new Float32Array(bits.buffer);
}
