import type { Untidiness, UntidyColumn } from '../../scenario/columns/untidy.ts';
import { bits, drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { rewritten } from './rewritten.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';

export function compileUntidy({ share, ways, column }: UntidyColumn, context: SourceContext): ValueSource {
  const key = keyOf(...context.key, 'untidy');
  const inner = context.inner(column);
  const source = rewritten(
    inner,
    (rows, count, marks) => drawMask(key, share, rows, count, marks),
    (text, row) => untidied(text, ways, bits(row, key[2], key[3]) >>> 0),
  );
  return share > 0 ? { ...source, extremes: untidyExtremes(inner, ways) } : source;
}

/** The longest texts that are known, in every way. */
export function untidyExtremes(
  { vector, extremes = [] }: ValueSource,
  ways: readonly Untidiness[],
): string[] {
  const known = vector.kind === 'code' ? [...extremes, ...vector.dictionary] : extremes;
  const texts = known.filter((value) => typeof value === 'string');
  const most = texts.reduce((length, text) => Math.max(length, text.length), 0);
  const longest = texts.find((text) => text.length === most);
  return longest === undefined ? [] : [longest, ...ways.map((way) => changes[way](longest))];
}

/** The text in the way that a number picks, or else the next one that changes it. */
export function untidied(text: string, ways: readonly Untidiness[], number: number): string {
  for (let i = 0; i < ways.length; i++) {
    const changed = changes[ways[(number + i) % ways.length]!](text);
    if (changed !== text) return changed;
  }
  return text;
}

/** Letters that Cyrillic has as well, to the eye. */
const twins: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  C: 'С',
  T: 'Т',
  X: 'Х',
};

const changes: Readonly<Record<Untidiness, (text: string) => string>> = {
  'leading-space': (text) => ` ${text}`,
  'trailing-space': (text) => `${text} `,
  'double-space': (text) => text.replace(' ', '  '),
  tab: (text) => `${text}\t`,
  newline: (text) => `${text}\r\n`,
  'no-break-space': (text) => (text.includes(' ') ? text.replace(' ', '\u00a0') : `${text}\u00a0`),
  'zero-width-space': (text) => `${text.slice(0, 1)}\u200b${text.slice(1)}`,
  'upper-case': (text) => text.toUpperCase(),
  'lower-case': (text) => text.toLowerCase(),
  decomposed: (text) => text.normalize('NFD'),
  homoglyph: (text) => text.replace(/[aceopxyABEHKMOPCTX]/, (letter) => twins[letter]!),
};
