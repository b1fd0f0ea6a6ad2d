/** Runs of words that two texts share: what decontamination looks for (Klear-Reasoner takes runs of 9). */

/** The words of a text: runs of letters, digits and underscores, in lower case. Everything else only parts them. */
export function splitWords(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []
  );
}

/** The distinct runs of n words; none where the text has fewer. */
export function distinctNgrams(text: string, n: number): Set<string> {
  const words = splitWords(text);
  const grams = new Set<string>();
  for (let i = 0; i + n <= words.length; i++) grams.add(words.slice(i, i + n).join(' '));
  return grams;
}

/** Texts by their n-grams. */
export class NgramIndex {
  /** By n-gram, the texts that hold it. */
  readonly #holders = new Map<string, number[]>();

  add(text: number, grams: ReadonlySet<string>): void {
    for (const gram of grams) {
      const holders = this.#holders.get(gram);
      if (holders) holders.push(text);
      else this.#holders.set(gram, [text]);
    }
  }

  /** The text that holds the most of these n-grams, with how many and the first of them; undefined when none holds any. */
  nearest(grams: ReadonlySet<string>): { text: number; shared: number; gram: string } | undefined {
    const found = new Map<number, { shared: number; gram: string }>();
    for (const gram of grams) {
      for (const text of this.#holders.get(gram) ?? []) {
        const entry = found.get(text);
        if (entry) entry.shared++;
        else found.set(text, { shared: 1, gram });
      }
    }
    let best: { text: number; shared: number; gram: string } | undefined;
    for (const [text, { shared, gram }] of found) if (!best || shared > best.shared) best = { text, shared, gram };
    return best;
  }
}
