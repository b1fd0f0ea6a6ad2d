/** Values with numbers by the thousand as a few compressed bytes: JSON, with the typed arrays behind it, gzipped. */

const KINDS = { u8: Uint8Array, f32: Float32Array } as const;
type Kind = keyof typeof KINDS;
type Packed = InstanceType<(typeof KINDS)[Kind]>;

/** A typed array within the JSON: its kind, and where its numbers begin and end among all of that kind. */
interface Reference {
  $: [kind: Kind, from: number, to: number];
}

/** Packs plain objects, arrays, Float32Array and Uint8Array. */
export const pack = (value: unknown): Promise<Uint8Array> => through(layOut(value), new CompressionStream('gzip'));

export const unpack = async (packed: Uint8Array): Promise<unknown> =>
  unflatten(await through([packed], new DecompressionStream('gzip')));

/** The same bytes, not compressed: for a part of a value that is packed, so that it can be read by itself. */
export const flatten = async (value: unknown): Promise<Uint8Array> =>
  new Uint8Array(await new Blob(layOut(value) as BlobPart[]).arrayBuffer());

function layOut(value: unknown): Uint8Array[] {
  const found: Record<Kind, Packed[]> = { u8: [], f32: [] };
  const length = { u8: 0, f32: 0 };
  const json = JSON.stringify(value, (_, inner) => {
    const kind = arrayKind(inner);
    if (!kind) return inner;
    found[kind].push(inner);
    const from = length[kind];
    length[kind] += inner.length;
    return { $: [kind, from, length[kind]] } satisfies Reference;
  });
  const text = new TextEncoder().encode(json);
  const head = Uint32Array.of(text.length, length.u8, length.f32);
  const floats = new Float32Array(length.f32);
  let at = 0;
  for (const array of found.f32) {
    floats.set(array, at);
    at += array.length;
  }
  const bytes = found.u8 as Uint8Array[];
  return [toBytes(head), text, ...bytes, planes(toBytes(floats))];
}

/** What was flattened. */
export function unflatten(plain: Uint8Array): unknown {
  const head = new Uint32Array(plain.slice(0, 12).buffer);
  const [textEnd, bytesEnd] = [12 + head[0], 12 + head[0] + head[1]];
  const numbers = {
    u8: plain.slice(textEnd, bytesEnd),
    f32: new Float32Array(joined(plain.subarray(bytesEnd)).buffer),
  };
  return JSON.parse(new TextDecoder().decode(plain.subarray(12, textEnd)), (_, inner) => {
    const reference = (inner as Partial<Reference> | null)?.$;
    if (!reference) return inner;
    const [kind, from, to] = reference;
    return numbers[kind].slice(from, to);
  });
}

const toBytes = ({ buffer }: Uint32Array | Float32Array) => new Uint8Array(buffer as ArrayBuffer);

/** The first bytes of all numbers, then their second ones, and so on: like beside like takes less room. */
function planes(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / 4;
  return bytes.map((_, i) => bytes[4 * (i % count) + Math.floor(i / count)]);
}

function joined(planes: Uint8Array): Uint8Array<ArrayBuffer> {
  const count = planes.length / 4;
  return new Uint8Array(planes.length).map((_, i) => planes[(i % 4) * count + Math.floor(i / 4)]);
}

const arrayKind = (value: unknown): Kind | undefined =>
  (Object.keys(KINDS) as Kind[]).find((kind) => value instanceof (KINDS[kind] as new () => Packed));

async function through(parts: Uint8Array[], stream: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  const input = new Blob(parts as BlobPart[]).stream();
  return new Uint8Array(await new Response(input.pipeThrough(stream)).arrayBuffer());
}
