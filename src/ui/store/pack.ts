/** Values with numbers by the thousand as a few compressed bytes: JSON, with the typed arrays behind it, gzipped. */

const KINDS = { u8: Uint8Array, f32: Float32Array } as const;
type Kind = keyof typeof KINDS;
type Packed = InstanceType<(typeof KINDS)[Kind]>;

/** A typed array within the JSON: its kind, where its bytes begin, how many numbers it holds. */
interface Reference {
  $: [kind: Kind, offset: number, length: number];
}

/** Packs plain objects, arrays, Float32Array and Uint8Array. */
export async function pack(value: unknown): Promise<Uint8Array> {
  const arrays: Uint8Array[] = [];
  let offset = 0;
  const json = JSON.stringify(value, (_, inner) => {
    const kind = kindOf(inner);
    if (!kind) return inner;
    const reference: Reference = { $: [kind, offset, inner.length] };
    arrays.push(new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength));
    offset += inner.byteLength;
    return reference;
  });
  const text = new TextEncoder().encode(json);
  const size = new Uint8Array(new Uint32Array([text.length]).buffer);
  return through([size, text, ...arrays], new CompressionStream('gzip'));
}

export async function unpack(bytes: Uint8Array): Promise<unknown> {
  const plain = await through([bytes], new DecompressionStream('gzip'));
  const textAt = Uint32Array.BYTES_PER_ELEMENT;
  const arraysAt = textAt + new DataView(plain.buffer).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(plain.subarray(textAt, arraysAt)), (_, inner) => {
    const reference = (inner as Partial<Reference> | null)?.$;
    if (!reference) return inner;
    const [kind, offset, length] = reference;
    const array = new KINDS[kind](length);
    const from = arraysAt + offset;
    new Uint8Array(array.buffer).set(plain.subarray(from, from + array.byteLength));
    return array;
  });
}

const kindOf = (value: unknown): Kind | undefined =>
  (Object.keys(KINDS) as Kind[]).find((kind) => value instanceof (KINDS[kind] as new () => Packed));

async function through(parts: Uint8Array[], stream: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  const input = new Blob(parts as BlobPart[]).stream();
  return new Uint8Array(await new Response(input.pipeThrough(stream)).arrayBuffer());
}
