/**
 * The safetensors format (github.com/huggingface/safetensors): 8 bytes of header length, a JSON header of
 * `{name: {dtype, shape, data_offsets: [begin, end]}}`, then the data, little-endian, without gaps.
 */
import { InputError, messageOf } from '../common/errors';
import { isObject } from '../common/json';

const BYTES_PER_ELEMENT: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};

/** The reference implementation refuses longer headers too. */
const MAX_HEADER_BYTES = 100_000_000;

export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The values as float32, converted at each access; F32 data may be a view of the file. Refuses what is not F32, F16 or BF16. */
  readonly data: Float32Array;
}

export interface Safetensors {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a whole file. Every fault of the file is an InputError that names `source`. */
export function readSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const refuse: (reason: string) => never = (reason) => {
    throw new InputError(`${source}: not a valid safetensors file: ${reason}`);
  };
  if (bytes.length < 8) refuse(`it has ${bytes.length} bytes, fewer than the 8 of its header's length`);
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const begins = `it begins with ${JSON.stringify(String.fromCharCode(...bytes.subarray(0, 12)))}`;
  if (headerBytes > MAX_HEADER_BYTES)
    refuse(`header of ${headerBytes} bytes, more than ${MAX_HEADER_BYTES}; ${begins}`);
  if (headerBytes > bytes.length - 8) refuse(`header of ${headerBytes} bytes in a file of ${bytes.length}; ${begins}`);

  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + headerBytes), refuse);
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    refuse('__metadata__ must map strings to strings');
  }

  const data = bytes.subarray(8 + headerBytes);
  const tensors = new Map<string, StoredTensor>();
  const ranges: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const at = `tensor ${JSON.stringify(name)}`;
    const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : refuse(`${at} is not an object`);
    if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
      refuse(`${at} has dtype ${JSON.stringify(dtype)}, expected one of ${Object.keys(BYTES_PER_ELEMENT).join(', ')}`);
    }
    if (!isSizes(shape)) refuse(`${at} has shape ${JSON.stringify(shape)}, expected non-negative integers`);
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
      refuse(`${at} has data_offsets ${JSON.stringify(offsets)}, expected [begin, end]`);
    }
    const [begin, end] = offsets;
    if (end > data.length) refuse(`${at} ends at byte ${end} of ${data.length} data bytes; the file is truncated`);
    const wanted = shape.reduce((size, axis) => size * axis, BYTES_PER_ELEMENT[dtype]);
    if (end - begin !== wanted)
      refuse(`${at} (${dtype} ${JSON.stringify(shape)}) takes ${wanted} bytes, not ${end - begin}`);
    ranges.push({ name, begin, end });
    tensors.set(name, storedTensor(dtype, shape, data.subarray(begin, end), `${source}: ${at}`));
  }

  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let from = 0;
  for (const { name, begin, end } of ranges) {
    if (begin < from) refuse(`tensor ${JSON.stringify(name)} overlaps another at byte ${begin}`);
    if (begin > from) refuse(`bytes ${from} to ${begin} belong to no tensor`);
    from = end;
  }
  if (from < data.length) refuse(`bytes ${from} to ${data.length} belong to no tensor`);
  return { tensors, metadata: metadata as Record<string, string> };
}

/** Writes tensors as F32 in the order given. The metadata `{format: 'pt'}` is what Python `transformers` asks for. */
export function writeSafetensors(
  tensors: Iterable<readonly [string, { readonly shape: readonly number[]; readonly data: Float32Array }]>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Uint8Array {
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  const parts: Float32Array[] = [];
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (header.has(name)) throw new Error(`two tensors are named ${name}`);
    const length = shape.reduce((product, axis) => product * axis, 1);
    if (length !== data.length) throw new Error(`${name}: shape [${shape}] but ${data.length} values`);
    const begin = end;
    end += data.byteLength;
    header.set(name, { dtype: 'F32', shape, data_offsets: [begin, end] });
    parts.push(data);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(text, 8);
  file.fill(0x20, 8 + text.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const data of parts) {
    new Float32Array(file.buffer, at, data.length).set(data);
    at += data.byteLength;
  }
  return file;
}

function storedTensor(dtype: string, shape: readonly number[], bytes: Uint8Array, where: string): StoredTensor {
  return {
    dtype,
    shape,
    get data() {
      if (dtype === 'F32') return new Float32Array(...aligned(bytes, 4));
      if (dtype === 'F16') return float16ToFloat32(new Uint16Array(...aligned(bytes, 2)));
      if (dtype === 'BF16') return bfloat16ToFloat32(new Uint16Array(...aligned(bytes, 2)));
      throw new InputError(`${where} has dtype ${dtype}, expected F32, F16 or BF16`);
    },
  };
}

/** Buffer, offset and length for a typed array over the bytes, which are copied where they are not aligned. */
function aligned(bytes: Uint8Array, size: number): [ArrayBufferLike, number, number] {
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return [buffer, byteOffset, length / size];
}

function parseHeader(bytes: Uint8Array, refuse: (reason: string) => never): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (error) {
    return refuse(`its header is not JSON (${messageOf(error)})`);
  }
  if (!isObject(header)) return refuse('its header is not a JSON object');
  const key = duplicateKey(text);
  if (key !== undefined) refuse(`its header has the key ${JSON.stringify(key)} twice`);
  return header;
}

/** A key that occurs twice in an object of a valid JSON text; `JSON.parse` keeps only the last. */
function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, string, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const keys = open[open.length - 1];
      const key: string = JSON.parse(string);
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The values of float16 patterns (IEEE 754 binary16: 5 exponent bits, 10 fraction bits); each is a float32. */
export function float16ToFloat32(values: Uint16Array): Float32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (values[i] & 0x8000) << 16;
    const exponent = (values[i] >> 10) & 0x1f;
    const fraction = values[i] & 0x3ff;
    if (exponent === 0x1f) out[i] = sign | 0x7f800000 | (fraction << 13);
    else if (exponent !== 0) out[i] = sign | ((exponent + 112) << 23) | (fraction << 13);
    else if (fraction === 0) out[i] = sign;
    else {
      // A subnormal is fraction · 2^-24; as a float32 it is normal.
      const shift = Math.clz32(fraction) - 21;
      out[i] = sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
    }
  }
  return new Float32Array(out.buffer);
}

/** The values of bfloat16 patterns: each is the upper half of a float32. */
export function bfloat16ToFloat32(values: Uint16Array): Float32Array {
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i] << 16;
  return new Float32Array(out.buffer);
}
