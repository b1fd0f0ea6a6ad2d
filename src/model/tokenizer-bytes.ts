/**
 * Bytes as printable characters: the ByteLevel alphabet of GPT-2 (Radford et al. 2019), in which every byte is one
 * character, so that a `tokenizer.json` can name tokens that are not valid text on their own.
 */

const isPrintable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

/** The character of each byte: itself when printable in Latin-1, else the next free one from U+0100 on. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

const BYTES = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** The bytes that occur in UTF-8: all but C0, C1 and F5 to FF (RFC 3629). */
export const UTF8_BYTES: readonly number[] = BYTE_CHARACTERS.map((_, byte) => byte).filter(
  (byte) => byte < 0xc0 || (byte > 0xc1 && byte < 0xf5),
);

const encoder = new TextEncoder();

/** A text's UTF-8 bytes, each as its character. */
export function toByteCharacters(text: string): string {
  return Array.from(encoder.encode(text), (byte) => BYTE_CHARACTERS[byte]).join('');
}

/** The bytes behind a string of byte characters; undefined when one is not in the alphabet. */
export function fromByteCharacters(characters: string): Uint8Array | undefined {
  const bytes = Array.from(characters, (character) => BYTES.get(character));
  return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes as number[]);
}
