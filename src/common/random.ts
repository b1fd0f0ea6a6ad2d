/**
 * Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as
 * 1, 2, 3"). A number depends only on its key and counter, never on who drew before, so batching and resuming change
 * nothing. `kernels/sampler` holds the same generator in WGSL.
 */
import { hash32 } from './hash';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

/** The two 32-bit words of Threefry-2x32-20 for key (k0, k1) and counter (c0, c1). */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number): [number, number] {
  const key = [k0 >>> 0, k1 >>> 0, (k0 ^ k1 ^ PARITY) >>> 0];
  let x0 = (c0 + key[0]) >>> 0;
  let x1 = (c1 + key[1]) >>> 0;
  for (let round = 0; round < 20; round++) {
    const r = ROTATIONS[round % 8];
    x0 = (x0 + x1) >>> 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) >>> 0;
    x1 = (x1 ^ x0) >>> 0;
    if (round % 4 === 3) {
      const s = (round + 1) / 4;
      x0 = (x0 + key[s % 3]) >>> 0;
      x1 = (x1 + key[(s + 1) % 3] + s) >>> 0;
    }
  }
  return [x0, x1];
}

/** A stream of random numbers named by a seed and any further words: `new Random(7, 'tasks', level)`. */
export class Random {
  readonly #k0: number;
  readonly #k1: number;
  #counter = 0;

  constructor(seed: number, ...stream: (string | number)[]) {
    this.#k0 = seed >>> 0;
    this.#k1 = hash32(stream.join('/'));
  }

  /** 32 random bits. */
  bits(): number {
    return threefry2x32(this.#k0, this.#k1, this.#counter++, 0)[0];
  }

  /** Uniform in [0, 1), with 32 bits of resolution. */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** Standard normal (Box-Muller; one draw of two words each). */
  normal(): number {
    const [a, b] = threefry2x32(this.#k0, this.#k1, this.#counter++, 1);
    return Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32)) * Math.cos((2 * Math.PI * b) / 2 ** 32);
  }

  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** One element, uniformly. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)];
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  }
}
