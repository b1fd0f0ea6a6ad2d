/** A sequence as the CPU has last seen it: its sampled tokens, and the tokens inserted where it paused. */

export interface Completion {
  /** Sampled tokens, with the end token where there is one, and inserted tokens. */
  tokens: number[];
  /** Log-prob of each token under the full distribution at the sampling temperature; 0 for inserted tokens. */
  logprobs: number[];
  /** False when the completion was cut: at its maximum length, or where it paused and was not resumed. */
  ended: boolean;
  /** The spans of tokens that were inserted, from and to (exclusive), in order; absent where the sequence never paused. */
  inserted?: [from: number, to: number][];
}

export class SequenceState {
  #tokens: readonly number[] = [];
  #logprobs: readonly number[] = [];
  /** `at`: the number of sampled tokens before the insertion. */
  readonly #insertions: { at: number; tokens: readonly number[] }[] = [];

  /** Number of sampled tokens. */
  get generated(): number {
    return this.#tokens.length;
  }

  /** Number of inserted tokens. */
  get inserted(): number {
    return this.#insertions.reduce((sum, { tokens }) => sum + tokens.length, 0);
  }

  /** The last sampled token. */
  get last(): number {
    return this.#tokens[this.#tokens.length - 1];
  }

  /** Replaces the sampled tokens, of which there are more by now. */
  see(tokens: Iterable<number>, logprobs: Iterable<number>): void {
    this.#tokens = Array.from(tokens);
    this.#logprobs = Array.from(logprobs);
  }

  /** Inserts tokens behind the sampled ones. */
  insert(tokens: readonly number[]): void {
    this.#insertions.push({ at: this.generated, tokens });
  }

  completion(end_tokens: readonly number[]): Completion {
    const all: Completion = { tokens: [], logprobs: [], ended: end_tokens.includes(this.last) };
    let from = 0;
    const own = (to: number) => {
      all.tokens.push(...this.#tokens.slice(from, to));
      all.logprobs.push(...this.#logprobs.slice(from, to));
      from = to;
    };
    for (const { at, tokens } of this.#insertions) {
      own(at);
      const start = all.tokens.length;
      all.tokens.push(...tokens);
      all.logprobs.push(...tokens.map(() => 0));
      all.inserted = [...(all.inserted ?? []), [start, all.tokens.length]];
    }
    own(this.generated);
    return all;
  }
}
