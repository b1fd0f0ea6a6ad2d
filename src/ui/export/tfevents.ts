/**
 * TensorBoard's event file: records (tensorflow/core/lib/io/record_writer.h) that each hold an `Event`
 * (tensorflow/core/util/event.proto) in protobuf's wire format. Scalars only, so the few fields are written by hand.
 */
export interface ScalarEvent {
  /** Seconds since 1970. */
  wall_time: number;
  step: number;
  scalars: Readonly<Record<string, number>>;
}

const FILE_VERSION = 'brain.Event:2';

/** A whole event file; `wall_time` is of its first record, which says what the file is. */
export function eventFile(wall_time: number, events: readonly ScalarEvent[]): Uint8Array {
  const version = message(double(1, wall_time), text(3, FILE_VERSION));
  return concatenate([version, ...events.map(eventMessage)].map(record));
}

/** The name that TensorBoard looks for in a folder. */
export const eventFileName = (wall_time: number, run: string): string =>
  `events.out.tfevents.${Math.floor(wall_time)}.${run}`;

/** A record: the length (uint64), its checksum, the data, its checksum; little-endian. */
export function record(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 16);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(out.subarray(0, 8))), true);
  out.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return out;
}

/** The polynomial of CRC-32C (Castagnoli), 0x1EDC6F41, with its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** CRC-32C (RFC 3720, appendix B.4), as TensorFlow's record files use it, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A checksum of data that holds checksums would be weak: these are rotated and shifted (lib/hash/crc32c.h). */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

/** Event: wall_time = 1, step = 2, summary = 5. Summary: value = 1. Value: tag = 1, simple_value = 2. */
function eventMessage({ wall_time, step, scalars }: ScalarEvent): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) => bytes(1, message(text(1, tag), float(2, value))));
  return message(double(1, wall_time), integer(2, step), bytes(5, message(...values)));
}

/** The wire types of protobuf's encoding. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const key = (field: number, wire: keyof typeof WIRE) => varint((field << 3) | WIRE[wire]);

function integer(field: number, value: number): Uint8Array {
  return concatenate([key(field, 'varint'), varint(value)]);
}

function double(field: number, value: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setFloat64(0, value, true);
  return concatenate([key(field, 'fixed64'), out]);
}

function float(field: number, value: number): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setFloat32(0, value, true);
  return concatenate([key(field, 'fixed32'), out]);
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return concatenate([key(field, 'bytes'), varint(value.length), value]);
}

const text = (field: number, value: string) => bytes(field, new TextEncoder().encode(value));

const message = (...fields: Uint8Array[]) => concatenate(fields);

/** Seven bits a byte, the lowest first; the top bit says that more follow. From 0 to 2^53. */
function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...out, rest]);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
