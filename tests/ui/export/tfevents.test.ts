import { expect, test } from 'vitest';
import { crc32c, eventFile, eventFileName, record, type ScalarEvent } from '../../../src/ui/export/tfevents';

const ascii = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the checksum agrees with the examples of RFC 3720, B.4', () => {
  expect(crc32c(ascii('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

test('the first record has the bytes that TensorFlow writes', () => {
  // Of a file by tf.summary: the record of Event{wall_time, file_version} up to the time, and its length's checksum.
  const [length, checksum] = ['1800000000000000', 'a37f4b22'];
  const file = hex(eventFile(0, []));
  expect(file.slice(0, 24)).toBe(length + checksum);
  expect(file.slice(24, 24 + 48)).toBe(`09${'00'.repeat(8)}1a0d${hex(ascii('brain.Event:2'))}`);
  expect(file).toHaveLength(2 * (8 + 4 + 24 + 4));
});

test('a reader made from the specifications finds what was written', () => {
  const events: ScalarEvent[] = [
    { wall_time: 1700000000.25, step: 0, scalars: { 'eval/pass@1': 0.5 } },
    { wall_time: 1700000012.5, step: 300, scalars: { reward: 0.25, 'time/rollout': -3.5 } },
    { wall_time: 1700000013, step: 2 ** 40, scalars: { big: 1e30 } },
  ];
  const [first, ...rest] = records(eventFile(1700000000, events)).map(fieldsOf);
  expect(double(first, 1)).toBe(1700000000);
  expect(new TextDecoder().decode(first.get(3)![0])).toBe('brain.Event:2');
  const found = rest.map((event) => ({
    wall_time: double(event, 1),
    step: integer(event, 2),
    scalars: Object.fromEntries(
      fieldsOf(event.get(5)![0])
        .get(1)!
        .map(fieldsOf)
        .map((value) => [new TextDecoder().decode(value.get(1)![0]), float(value, 2)]),
    ),
  }));
  expect(found).toEqual(events.map((event) => ({ ...event, scalars: rounded(event.scalars) })));
});

test('a byte that changed is found', () => {
  const file = eventFile(1, [{ wall_time: 2, step: 1, scalars: { reward: 1 } }]);
  for (const at of [0, 9, 20, 60, file.length - 1]) {
    const broken = file.slice();
    broken[at] ^= 1;
    expect(() => records(broken), `byte ${at}`).toThrow();
  }
});

test('an empty record is framed as well, and the name is what TensorBoard looks for', () => {
  expect(records(record(new Uint8Array(0)))).toEqual([new Uint8Array(0)]);
  expect(eventFileName(1700000000.7, 'gppo-seed0')).toBe('events.out.tfevents.1700000000.gppo-seed0');
});

const rounded = (scalars: ScalarEvent['scalars']) =>
  Object.fromEntries(Object.entries(scalars).map(([tag, value]) => [tag, Math.fround(value)]));

/** The data of each record; checks both checksums by a second way to compute them, bit by bit. */
function records(file: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const view = new DataView(file.buffer, file.byteOffset + at);
    const length = Number(view.getBigUint64(0, true));
    const check = (from: number, to: number) => {
      const rotated = (view.getUint32(to, true) - 0xa282ead8) >>> 0;
      const crc = ((rotated >>> 17) | (rotated << 15)) >>> 0;
      if (crc !== slowCrc(file.subarray(at + from, at + to))) throw new Error(`checksum at ${at + to}`);
    };
    check(0, 8);
    check(12, 12 + length);
    found.push(file.slice(at + 12, at + 12 + length));
    at += 16 + length;
  }
  return found;
}

/** The remainder of the message by the polynomial x^32 + x^28 + x^27 + …, one bit after the other. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const out = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (out ? 0x82f63b78 : 0);
    }
  }
  return ~crc >>> 0;
}

type Fields = Map<number, Uint8Array[]>;

/** A protobuf message as the raw bytes of its fields. */
function fieldsOf(message: Uint8Array): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const from = at;
    let [start, end] = [from, from];
    switch (key & 7) {
      case 0:
        varint();
        end = at;
        break;
      case 1:
        end = from + 8;
        break;
      case 2:
        end = Number(varint());
        start = at;
        end += start;
        break;
      case 5:
        end = from + 4;
        break;
      default:
        throw new Error(`wire type ${key & 7}`);
    }
    at = end;
    fields.set(key >>> 3, [...(fields.get(key >>> 3) ?? []), message.slice(start, end)]);
  }
  return fields;
}

const viewOf = (fields: Fields, field: number) => new DataView(fields.get(field)![0].buffer);
const double = (fields: Fields, field: number) => viewOf(fields, field).getFloat64(0, true);
const float = (fields: Fields, field: number) => viewOf(fields, field).getFloat32(0, true);
const integer = (fields: Fields, field: number) =>
  [...fields.get(field)![0]].reduce((sum, byte, i) => sum + (byte & 127) * 2 ** (7 * i), 0);
