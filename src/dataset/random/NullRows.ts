import { bits } from './draw.ts';
import { type Key, keyOf } from './Key.ts';
import { mulDiv } from './mulDiv.ts';
import { Permutation } from './Permutation.ts';

/** Rows that are decided together, one bit each. */
const width = 32;
const patterns = 1024;

/**
 * Which rows are NULL: an exact number of them, scattered, in constant memory, and each of the others knows
 * how many came before it. A block of 32 rows has its share of NULLs, at places that one of 1024 patterns
 * of that many bits gives.
 */
export class NullRows {
  readonly rows: number;
  readonly nulls: number;
  readonly #key: Key;
  readonly #least: number;
  /** Those with the least number of NULLs in a block, then those with one more. */
  readonly #masks: Int32Array;
  readonly #lastMask: number;

  constructor(rows: number, nulls: number, key: Key) {
    this.rows = rows;
    this.nulls = nulls;
    this.#key = keyOf(...key, 'nulls');
    this.#least = Math.floor((width * nulls) / rows);
    this.#masks = Int32Array.from({ length: patterns * 2 }, (_, i) =>
      mask(width, this.#least + (i < patterns ? 0 : 1), keyOf(...this.#key, i)),
    );
    const last = Math.floor((rows - 1) / width);
    this.#lastMask = mask(rows - last * width, nulls - this.#before(last), keyOf(...this.#key, 'last'));
  }

  isNull(row: number): boolean {
    return ((this.#mask(Math.floor(row / width)) >>> (row & 31)) & 1) === 1;
  }

  /** How many rows before this one are not NULL. */
  index(row: number): number {
    const block = Math.floor(row / width);
    const below = this.#mask(block) & ((1 << (row & 31)) - 1);
    return row - this.#before(block) - ones(below);
  }

  #before(block: number): number {
    return mulDiv(block * width, this.nulls, this.rows);
  }

  #mask(block: number): number {
    if ((block + 1) * width >= this.rows) return this.#lastMask;
    const more = this.#before(block + 1) - this.#before(block) - this.#least;
    return this.#masks[more * patterns + (bits(block, this.#key[0], this.#key[1]) & (patterns - 1))]!;
  }
}

function mask(size: number, count: number, key: Key): number {
  const permutation = new Permutation(size, key);
  let set = 0;
  for (let i = 0; i < Math.min(count, size); i++) set |= 1 << permutation.at(i);
  return set;
}

function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
