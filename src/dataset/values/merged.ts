import { copyBytes } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import {
  type BytesVector,
  batchRows,
  bytesVector,
  type CodeVector,
  codeVector,
  instantVector,
  numberVector,
  objectVector,
  reserve,
  uuidVector,
  type Vector,
} from './Vector.ts';

/** One vector for the values of several. */
export interface Merged {
  readonly vector: Vector;
  /** Before the first value of a batch. */
  begin(): void;
  /** Takes value `from` of a vector, given by its number, as that of row `i`. */
  put(i: number, vector: number, from: number): void;
}

type Copy = (i: number, from: number) => void;

/** Keeps the fast kind where all vectors have it; those that are NULL throughout fit any. */
export function merged(vectors: readonly Vector[]): Merged {
  const nulls = new Uint8Array(batchRows);
  const real = vectors.filter((vector) => !isAlwaysNull(vector));
  const kinds = new Set(real.map(kindOf));
  const { vector, copies, begin } = kinds.size === 1 ? alike(real) : mixed(real);
  vector.nulls = nulls;
  const copyOf = vectors.map((each) => copies[real.indexOf(each)] ?? (() => {}));
  return {
    vector,
    begin() {
      nulls.fill(0);
      begin();
    },
    put(i, number, from) {
      if (isNull(vectors[number]!, from)) nulls[i] = 1;
      else copyOf[number]!(i, from);
    },
  };
}

interface Copies {
  vector: Vector;
  copies: Copy[];
  begin(): void;
}

function alike(vectors: readonly Vector[]): Copies {
  const begin = () => {};
  const first = vectors[0]!;
  if (first.kind === 'code') return codes(vectors as CodeVector[]);
  if (first.kind === 'bytes') return bytes(vectors as BytesVector[], first.json);
  if (first.kind === 'number' || first.kind === 'instant') {
    const vector = first.kind === 'number' ? numberVector() : instantVector();
    const copies = (vectors as (typeof vector)[]).map(({ values }): Copy => {
      return (i, from) => {
        vector.values[i] = values[from]!;
      };
    });
    return { vector, copies, begin };
  }
  if (first.kind === 'uuid') {
    const vector = uuidVector();
    const copies = (vectors as (typeof vector)[]).map(({ words }): Copy => {
      return (i, from) => {
        for (let word = 0; word < 4; word++) vector.words[i * 4 + word] = words[from * 4 + word]!;
      };
    });
    return { vector, copies, begin };
  }
  return mixed(vectors);
}

function codes(vectors: readonly CodeVector[]): Copies {
  const vector = codeVector(vectors.flatMap(({ dictionary }) => dictionary));
  let offset = 0;
  const copies = vectors.map(({ codes, dictionary }): Copy => {
    const first = offset;
    offset += dictionary.length;
    return (i, from) => {
      vector.codes[i] = codes[from]! + first;
    };
  });
  return { vector, copies, begin() {} };
}

function bytes(vectors: readonly BytesVector[], json: boolean): Copies {
  const vector = bytesVector(json);
  let at = 0;
  const copies = vectors.map((source): Copy => {
    return (i, from) => {
      const [start, end] = [source.starts[from]!, source.ends[from]!];
      reserve(vector, at, end - start);
      vector.starts[i] = at;
      at = copyBytes(source, start, end, vector, at);
      vector.ends[i] = at;
    };
  });
  return {
    vector,
    copies,
    begin() {
      at = 0;
      vector.starts.fill(0);
      vector.ends.fill(0);
    },
  };
}

function mixed(vectors: readonly Vector[]): Copies {
  const vector = objectVector();
  const copies = vectors.map((source): Copy => {
    return (i, from) => {
      vector.values[i] = readValue(source, from);
    };
  });
  return { vector, copies, begin: () => void vector.values.fill(null) };
}

function kindOf(vector: Vector): string {
  return vector.kind === 'bytes' && vector.json ? 'json' : vector.kind;
}

function isNull(vector: Vector, i: number): boolean {
  if (vector.nulls !== null && vector.nulls[i] === 1) return true;
  if (vector.kind === 'code') return (vector.dictionary[vector.codes[i]!] ?? null) === null;
  return vector.kind === 'object' && (vector.values[i] ?? null) === null;
}

function isAlwaysNull(vector: Vector): boolean {
  return vector.kind === 'code' && vector.dictionary.every((value) => (value ?? null) === null);
}
