import { expect, test } from 'vitest';
import { flatten, pack, unflatten, unpack } from '../../../src/ui/store/pack';

test('values come back as they were, typed arrays bit for bit', async () => {
  const all = Float32Array.of(1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45);
  const value = {
    text: 'é→',
    list: [1, null, { deep: all.subarray(1, 3) }],
    bytes: Uint8Array.of(7, 255),
    all,
    none: new Float32Array(0),
  };
  expect(await unpack(await pack(value))).toEqual(value);
});

test('what repeats takes little room', async () => {
  const rows = Array.from({ length: 500 }, () => ({ completion: 'x=>Math.min(x%6+4,5)', advantage: 0.94 }));
  expect((await pack(rows)).length).toBeLessThan(JSON.stringify(rows).length / 20);
});

test('a part that is flattened within what is packed is read by itself', async () => {
  const part = { text: 'x=>x', numbers: Float32Array.of(0.25, 3), bytes: Uint8Array.of(1) };
  const whole = (await unpack(await pack({ name: 'run', parts: [await flatten(part)] }))) as { parts: Uint8Array[] };
  expect(unflatten(whole.parts[0])).toEqual(part);
});
