/** `kata doctor`: what this machine has, and whether every kernel computes what its reference says. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { checkOptions } from '../../common/options/given';
import type { Gpu } from '../../kernels/device/gpu';
import { withGpu } from '../../kernels/device/node-gpu';
import { selfTest } from '../../kernels/self-test';
import type { Command } from '../command';
import { adapterOption } from '../option';
import { printResult } from '../terminal';

const schema = z.object({ adapter: adapterOption });

/** The limits that decide what fits. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

export const command: Command = {
  usage: 'doctor',
  description: 'Prints the adapter with its features and limits, and checks every kernel on it against its reference.',
  schema,
  async run({ given, json }, terminal) {
    const { adapter } = checkOptions(schema, given);
    return withGpu({ adapter }, async (gpu) => {
      const machine = describe(gpu);
      printResult(terminal, json, machine, () => formatMachine(machine));
      let failed = 0;
      for await (const result of selfTest(gpu)) {
        if (!result.passed) failed++;
        const { name, passed, error, message } = result;
        const detail = message ?? `error ${error.toExponential(1)}`;
        printResult(terminal, json, result, () => [`  ${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(24)} ${detail}`]);
      }
      gpu.check();
      if (failed > 0) terminal.log(`${failed} kernels do not compute what they should: please report this output`);
      return failed > 0 ? 1 : 0;
    });
  },
};

function describe({ info, device }: Gpu) {
  return {
    node: process.version,
    system: `${process.platform} ${process.arch}, ${availableParallelism()} cores`,
    adapter: info.name,
    kind: info.software ? 'software: right, but slow' : 'hardware',
    backend: info.backend,
    vulkan: vulkanOrigin(),
    features: [...device.features].sort(),
    limits: Object.fromEntries(LIMITS.map((name) => [name, device.limits[name]])),
  };
}

/** Dawn goes through Vulkan on Linux only; the bundled one is named in the environment of this process once it serves. */
function vulkanOrigin(): string {
  if (process.platform !== 'linux') return 'not used on this system';
  const file = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  return file ? file : 'the loader of the system';
}

function formatMachine({ features, limits, ...facts }: ReturnType<typeof describe>): string[] {
  return [
    ...Object.entries(facts).map(([name, value]) => `${name.padEnd(10)} ${value}`),
    `features   ${features.join(', ') || 'none'}`,
    'limits',
    ...Object.entries(limits).map(([name, value]) => `  ${name.padEnd(34)} ${value}`),
    'kernels against their references',
  ];
}
