import { bits } from './draw.ts';
import type { Key } from './Key.ts';

/**
 * A keyed bijection of 0 … size − 1 in constant memory: a Feistel network on the next power of two, walked
 * until it lands inside.
 */
export class Permutation {
  readonly size: number;
  readonly #low: number;
  readonly #lowMask: number;
  readonly #highMask: number;
  /** Two words for each of the four rounds. */
  readonly #words: Int32Array;

  constructor(size: number, key: Key) {
    const width = Math.max(2, 32 - Math.clz32(Math.max(size - 1, 1)));
    this.size = size;
    this.#low = width >> 1;
    this.#lowMask = 2 ** this.#low - 1;
    this.#highMask = 2 ** (width - this.#low) - 1;
    const [k0, k1, k2, k3] = key;
    this.#words = Int32Array.of(k0, k1, k2, k3, ~k0, k3, ~k2, k1);
  }

  at(position: number): number {
    if (this.size < 2) return position;
    let x = position;
    do x = this.#forth(x);
    while (x >= this.size);
    return x;
  }

  /** The position that is sent to a place. */
  inverse(place: number): number {
    if (this.size < 2) return place;
    let x = place;
    do x = this.#back(x);
    while (x >= this.size);
    return x;
  }

  #forth(x: number): number {
    const words = this.#words;
    let high = x >>> this.#low;
    let low = x & this.#lowMask;
    for (let i = 0; i < 8; i += 4) {
      high ^= bits(low, words[i]!, words[i + 1]!) & this.#highMask;
      low ^= bits(high, words[i + 2]!, words[i + 3]!) & this.#lowMask;
    }
    return ((high << this.#low) | low) >>> 0;
  }

  #back(x: number): number {
    const words = this.#words;
    let high = x >>> this.#low;
    let low = x & this.#lowMask;
    for (let i = 4; i >= 0; i -= 4) {
      low ^= bits(high, words[i + 2]!, words[i + 3]!) & this.#lowMask;
      high ^= bits(low, words[i]!, words[i + 1]!) & this.#highMask;
    }
    return ((high << this.#low) | low) >>> 0;
  }
}
