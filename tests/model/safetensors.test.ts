import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/common/errors';
import { Random } from '../../src/common/random';
import { bfloat16ToFloat32, float16ToFloat32, readSafetensors, writeSafetensors } from '../../src/model/safetensors';

const PATTERNS = Uint16Array.from({ length: 65536 }, (_, pattern) => pattern);

/** The value of a 16-bit float, from its definition. */
function definitionOf(pattern: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const exponent = (pattern >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (pattern & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = pattern & 0x8000 ? -1 : 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

test.each([
  ['float16', 5, float16ToFloat32],
  ['bfloat16', 8, bfloat16ToFloat32],
] as const)('all 65536 patterns of %s have the value of their definition', (_, exponentBits, widen) => {
  const values = widen(PATTERNS);
  const wrong = PATTERNS.filter((pattern) => !Object.is(values[pattern], definitionOf(pattern, exponentBits)));
  expect([...wrong]).toEqual([]);
});

const random = new Random(3, 'safetensors');
const values = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});
const TENSORS = new Map([
  ['model.embed_tokens.weight', values(5, 4)],
  ['odd', values(3)],
  ['scalar', values()],
  ['empty', values(0, 7)],
  ['ключ "quoted" \\', values(1, 1, 2)],
  ['__proto__', values(2)],
]);

describe('reading what was written', () => {
  test('names, shapes, values and metadata', () => {
    const file = writeSafetensors(TENSORS, { format: 'pt', note: 'ü' });
    const { tensors, metadata } = readSafetensors(file, 'a file');
    expect(metadata).toEqual({ format: 'pt', note: 'ü' });
    expect([...tensors.keys()]).toEqual([...TENSORS.keys()]);
    for (const [name, { shape, data }] of TENSORS) {
      expect(tensors.get(name)).toMatchObject({ dtype: 'F32', shape });
      expect(tensors.get(name)!.data).toEqual(data);
    }
    expect(Buffer.compare(file, writeSafetensors(TENSORS, { format: 'pt', note: 'ü' }))).toBe(0);
  });

  test.each([
    ['F16', [0x3c00, 0xc000, 0x3555], [1, -2, 0.333251953125]],
    ['BF16', [0x3f80, 0xc000, 0x3eab], [1, -2, 0.333984375]],
  ] as const)('halves, as %s', (dtype, patterns, values) => {
    const file = fileOf({ a: { dtype, shape: [3], data_offsets: [0, 6] } }, 6);
    patterns.forEach((pattern, i) => {
      new DataView(file.buffer, file.byteOffset).setUint16(file.length - 6 + 2 * i, pattern, true);
    });
    expect([...readSafetensors(file, 'a file').tensors.get('a')!.data]).toEqual(values);
  });

  test('the header is padded to 8 bytes and says that the tensors are for PyTorch', () => {
    const file = writeSafetensors(TENSORS);
    expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    expect(readSafetensors(file, 'a file').metadata).toEqual({ format: 'pt' });
    expect(readSafetensors(writeSafetensors([]), 'no tensors').tensors.size).toBe(0);
  });

  test('a file that begins at an odd address', () => {
    const file = writeSafetensors(TENSORS);
    for (const shift of [1, 2, 4]) {
      const moved = new Uint8Array(file.length + shift);
      moved.set(file, shift);
      const { tensors } = readSafetensors(moved.subarray(shift), 'moved');
      expect(tensors.get('odd')!.data).toEqual(TENSORS.get('odd')!.data);
    }
  });

  test('a file that Python wrote', () => {
    const { tensors, metadata } = readSafetensors(
      readFileSync(new URL('../golden/models/qwen2/model.safetensors', import.meta.url)),
      'qwen2',
    );
    expect(metadata.format).toBe('pt');
    expect(tensors.get('model.layers.0.self_attn.q_proj.bias')).toMatchObject({ dtype: 'F32', shape: [56] });
    const embedding = tensors.get('model.embed_tokens.weight')!;
    expect(embedding.shape).toEqual([101, 56]);
    expect(embedding.data.every(Number.isFinite)).toBe(true);
  });

  test('tensors that do not fit their shape or their name are a bug of the caller', () => {
    expect(() => writeSafetensors([['a', { shape: [2], data: new Float32Array(3) }]])).toThrow('a: shape [2] but 3');
    const twice = { shape: [1], data: new Float32Array(1) };
    expect(() =>
      writeSafetensors([
        ['a', twice],
        ['a', twice],
      ]),
    ).toThrow('two tensors are named a');
  });
});

/** A file with any header and any data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const file = Buffer.alloc(8 + text.length + dataBytes);
  file.writeBigUInt64LE(BigInt(text.length));
  text.copy(file, 8);
  return file;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('a bad file is refused with one message that names it', () => {
  const good = writeSafetensors(TENSORS);
  const longHeader = Buffer.alloc(16);
  longHeader.writeBigUInt64LE(2n ** 60n);

  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /0 bytes/],
    ['7 bytes', good.subarray(0, 7), /7 bytes/],
    ['cut in the header', good.subarray(0, 100), /header of \d+ bytes in a file of 100/],
    ['cut in the data', good.subarray(0, good.length - 1), /truncated/],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1'), /begins with "version http/],
    ['a zip', Buffer.from('PK\u0003\u0004-------------'), /begins with "PK/],
    ['a huge header', longHeader, /more than 100000000/],
    ['not JSON', fileOf('{"a": ', 0), /not JSON/],
    ['not UTF-8', fileOf('{}', 0).fill(0xff, 8), /not JSON/],
    ['not an object', fileOf([1], 0), /not a JSON object/],
    ['a byte order mark', fileOf('\ufeff{}', 0), /not JSON/],
    ['metadata that is no string', fileOf({ __metadata__: { step: 3 } }, 0), /__metadata__/],
    ['a tensor that is no object', fileOf({ a: 3 }, 0), /"a" is not an object/],
    ['an unknown dtype', fileOf({ a: { ...f32(0, 4), dtype: 'F31' } }, 4), /dtype "F31"/],
    ['an inherited dtype', fileOf({ a: { ...f32(0, 4), dtype: 'toString' } }, 4), /dtype "toString"/],
    ['no dtype', fileOf({ a: { shape: [1], data_offsets: [0, 4] } }, 4), /dtype undefined/],
    ['a negative shape', fileOf({ a: f32(0, 4, [-1]) }, 4), /shape \[-1\]/],
    ['a fractional shape', fileOf({ a: f32(0, 4, [0.5, 2]) }, 4), /shape/],
    ['no offsets', fileOf({ a: { dtype: 'F32', shape: [1] } }, 4), /data_offsets/],
    ['offsets in reverse', fileOf({ a: f32(4, 0, [1]) }, 4), /data_offsets/],
    ['negative offsets', fileOf({ a: f32(-4, 0) }, 4), /data_offsets/],
    ['offsets beyond the end', fileOf({ a: f32(0, 8) }, 4), /truncated/],
    ['a shape of another size', fileOf({ a: f32(0, 8, [3]) }, 8), /takes 12 bytes, not 8/],
    ['overlapping tensors', fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12), /"b" overlaps/],
    ['two tensors on the same bytes', fileOf({ a: f32(0, 8), b: f32(0, 8) }, 8), /overlaps/],
    ['a gap', fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12), /bytes 4 to 8 belong to no tensor/],
    ['bytes after the last tensor', fileOf({ a: f32(0, 4) }, 8), /bytes 4 to 8/],
    [
      'a key twice',
      fileOf(`{"a":${JSON.stringify(f32(0, 4))},"\\u0061":${JSON.stringify(f32(0, 4))}}`, 4),
      /"a" twice/,
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
      /"dtype" twice/,
    ],
  ])('%s', (_, bytes, reason) => {
    const read = () => readSafetensors(bytes, 'my/model.safetensors');
    expect(read).toThrow(InputError);
    expect(read).toThrow(/^my\/model\.safetensors: not a valid safetensors file: /);
    expect(read).toThrow(reason);
  });

  test('integers are listed, but are not weights', () => {
    const { tensors } = readSafetensors(fileOf({ ids: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } }, 16), 'f');
    expect(tensors.get('ids')!.shape).toEqual([2]);
    expect(() => tensors.get('ids')!.data).toThrow(InputError);
    expect(() => tensors.get('ids')!.data).toThrow('"ids" has dtype I64');
  });

  test('braces and quotes in names do not look like keys', () => {
    const names = ['{"a":1}', '"x":', '\\"', '}{'];
    const file = writeSafetensors(names.map((name) => [name, { shape: [1], data: Float32Array.of(1) }]));
    expect([...readSafetensors(file, 'f').tensors.keys()]).toEqual(names);
  });
});
