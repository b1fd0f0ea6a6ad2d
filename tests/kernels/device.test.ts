import { describe, expect, it } from 'vitest';
import { GpuLostError, GpuMemoryError, GpuUnavailableError, GpuValidationError } from '../../src/kernels/device/errors';
import { openGpu } from '../../src/kernels/device/node-gpu';
import { foldGrid, Plan } from '../../src/kernels/device/plan';
import { view } from '../../src/kernels/device/tensor';

const ADD_ONE = `
struct Params { size: u32, amount: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < params.size) { y[id.x] = x[id.x] + params.amount; }
}`;

describe('a device', () => {
  it('keeps the default limits that kernels must work within', async () => {
    const gpu = await openGpu();
    const { limits } = gpu.device;
    expect(limits.maxStorageBuffersPerShaderStage).toBe(8);
    expect(limits.maxComputeWorkgroupStorageSize).toBe(16384);
    expect(limits.maxComputeInvocationsPerWorkgroup).toBe(256);
    expect(limits.maxComputeWorkgroupsPerDimension).toBe(65535);
    gpu.close();
  });

  it('counts the bytes of every buffer', async () => {
    const gpu = await openGpu();
    expect(gpu.liveBytes).toBe(0);
    const tensors = [gpu.tensor('a', [3, 5]), gpu.tensor('b', [0])];
    expect(gpu.liveBytes).toBe(64 + 16);
    gpu.free(...tensors);
    expect(gpu.liveBytes).toBe(0);
    expect(gpu.peakBytes).toBe(80);
    gpu.close();
  });

  it('turns what goes wrong into errors with advice', async () => {
    const gpu = await openGpu();
    const huge = gpu.device.limits.maxBufferSize / 4 + 1;
    expect(() => gpu.tensor('weights', [huge])).toThrow(GpuMemoryError);
    expect(() => gpu.tensor('weights', [huge])).toThrow(/weights needs .* MiB/);
    gpu.device.createBuffer({ size: 4, usage: 0xffff });
    await expect(gpu.idle()).rejects.toThrow(GpuValidationError);
    expect(() => gpu.submit()).toThrow(GpuValidationError);
    gpu.close();

    const lost = await openGpu();
    const tensor = lost.tensor('a', [4]);
    lost.device.destroy();
    await lost.device.lost;
    await Promise.resolve();
    await expect(lost.readFloats(tensor)).rejects.toThrow(GpuLostError);
    expect(new GpuLostError('x').advice).toMatch(/checkpoint/);
  });

  it('says so when there is no adapter of the kind asked for', async () => {
    const any = await openGpu();
    any.close();
    if (!any.info.software) return;
    await expect(openGpu({ adapter: 'hardware' })).rejects.toThrow(GpuUnavailableError);
  });

  it('refuses WGSL that does not compile, with the compiler’s words', async () => {
    const gpu = await openGpu();
    gpu.kernel('broken', ADD_ONE.replace('x[id.x]', 'nothing[id.x]'));
    await expect(gpu.compiled()).rejects.toThrow(/nothing/);
    gpu.close();
  });
});

describe('a plan', () => {
  it('replays with new sizes and without allocating', async () => {
    const gpu = await openGpu();
    const x = gpu.tensorFrom(
      'x',
      [200],
      Float32Array.from({ length: 200 }, (_, i) => i),
    );
    const y = gpu.tensorFrom('y', [200], new Float32Array(200).fill(-1));
    const plan = new Plan(gpu, 'test');
    plan.add({
      kernel: gpu.kernel('add', ADD_ONE),
      bind: { x, y },
      uniforms: ({ size, amount }) => ({ size, amount }),
      grid: ({ size }) => foldGrid(Math.ceil(size / 64)),
    });
    await plan.seal();
    const before = gpu.liveBytes;
    plan.run({ size: 3, amount: 0.5 });
    expect([...(await gpu.readFloats(view(y, 'y', 0, [4])))]).toEqual([0.5, 1.5, 2.5, -1]);
    const readback = gpu.liveBytes;
    plan.run({ size: 200, amount: 2 });
    expect((await gpu.readFloats(y))[199]).toBe(201);
    // Nothing to do is nothing done.
    const { dispatches } = gpu.counters;
    plan.run({ size: 0, amount: 9 });
    expect(gpu.counters.dispatches).toBe(dispatches);
    expect((await gpu.readFloats(y))[0]).toBe(2);
    expect(gpu.liveBytes).toBe(readback);
    expect(readback - before).toBe(gpu.readbackBytes);
    plan.destroy();
    gpu.close();
  });

  it('says which tensor is missing or unknown', async () => {
    const gpu = await openGpu();
    const x = gpu.tensor('x', [4]);
    const sealed = (bind: Record<string, typeof x>) => {
      const plan = new Plan(gpu, 'test');
      plan.add({ kernel: gpu.kernel('add', ADD_ONE), bind, grid: [1] });
      return plan.seal();
    };
    await expect(sealed({ x })).rejects.toThrow('no tensor for y');
    await expect(sealed({ x, y: x, z: x })).rejects.toThrow('no binding z');
    gpu.close();
  });
});
