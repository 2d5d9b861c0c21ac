import { constant } from '../../scenario/columns/constant.ts';
import type { TextColumn } from '../../scenario/columns/text.ts';
import { bits } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { readValue } from './readValue.ts';
import { seededFaker } from './seededFaker.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { bytesVector, reserve } from './Vector.ts';

const corpusBytes = 65_536;
/** Characters up to which the longest text is tried before the first row. */
const longestTried = 1_000_000;
const randomAlphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

export function compileText({ length, of, repeated }: TextColumn, context: SourceContext): ValueSource {
  const lengths = context.inner(typeof length === 'number' ? constant(length) : length, 'length');
  const vector = bytesVector();
  const [k0, k1] = context.key;
  const write =
    of === 'words' ? writeWords(corpusOf(context)) : repeated > 0 ? writeRepeating(repeated) : writeRandom;
  const longest = lengths.bounds?.max ?? (typeof length === 'number' ? length : undefined);
  return {
    vector,
    nullable: false,
    ...(longest !== undefined && longest <= longestTried
      ? { extremes: ['x'.repeat(Math.max(0, longest))] }
      : {}),
    fill(rows, count) {
      lengths.fill(rows, count);
      let at = 0;
      for (let i = 0; i < count; i++) {
        const size = Math.max(0, Math.round(Number(readValue(lengths.vector, i) ?? 0)));
        const bytes = reserve(vector, at, size);
        vector.starts[i] = at;
        if (size > 0) write(bytes, at, size, bits(rows[i]!, k0, k1), k1);
        at += size;
        vector.ends[i] = at;
      }
    },
  };
}

type Write = (bytes: Uint8Array, at: number, size: number, seed: number, key: number) => void;

function writeWords(corpus: Uint8Array): Write {
  return (bytes, at, size, seed) => {
    let from = wordStart(corpus, (seed >>> 0) % (corpusBytes / 2));
    let to = at;
    const end = at + size;
    while (to < end) {
      const length = Math.min(end - to, corpusBytes - from);
      for (let i = 0; i < length; i++) bytes[to + i] = corpus[from + i]!;
      to += length;
      from = 0;
    }
    // Texts do not end in a space: char(n) would lose it.
    if (bytes[end - 1] === 32) bytes[end - 1] = 46;
  };
}

function wordStart(corpus: Uint8Array, at: number): number {
  let start = at;
  while (corpus[start] !== 32) start++;
  return start + 1;
}

const writeRandom: Write = (bytes, at, size, seed, key) => {
  for (let i = 0; i < size; ) {
    let word = bits(i, seed, key);
    for (let j = 0; j < 5 && i < size; j++, i++) {
      bytes[at + i] = randomAlphabet[word & 63]!;
      word >>>= 6;
    }
  }
};

/** Characters of fresh and of repeated text that take turns; a match below it is too short to gain much. */
const stretch = 64;

/** Stretches of random characters, and a share of stretches that repeat the last fresh one. */
function writeRepeating(share: number): Write {
  return (bytes, at, size, seed, key) => {
    let fresh = at;
    for (let start = 0, n = 0; start < size; start += stretch, n++) {
      const length = Math.min(stretch, size - start);
      const repeats = n > 0 && Math.floor((n + 1) * share) > Math.floor(n * share);
      if (repeats) bytes.copyWithin(at + start, fresh, fresh + length);
      else {
        // Neighbouring seeds would give the same words in another order.
        writeRandom(bytes, at + start, length, seed ^ Math.imul(n, 0x9e3779b1), key);
        fresh = at + start;
      }
    }
  };
}

/** English-looking sentences, made once for a seed and shared by all columns. */
function corpusOf({ world }: SourceContext): Uint8Array {
  const cached = world.dictionaries.get('corpus')?.get('');
  if (cached) return cached[0] as Uint8Array;
  const faker = seededFaker(keyOf(world.seed, 'corpus')[0]);
  let text = '';
  while (text.length < corpusBytes) text += `${faker.lorem.sentence()} `;
  const corpus = Buffer.from(text.slice(0, corpusBytes - 1).concat(' '), 'latin1');
  world.dictionaries.set('corpus', new Map([['', [corpus]]]));
  return corpus;
}
