import type { MalformedColumn } from '../../scenario/columns/malformed.ts';
import { bits, drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { rewritten } from './rewritten.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';

export function compileMalformed({ share, column }: MalformedColumn, context: SourceContext): ValueSource {
  const key = keyOf(...context.key, 'malformed');
  const source = rewritten(
    context.inner(column),
    (rows, count, marks) => drawMask(key, share, rows, count, marks),
    (json, row) => {
      const word = bits(row, key[2], key[3]) >>> 0;
      return accidents[word % accidents.length]!(json, Math.floor(word / accidents.length));
    },
  );
  return { ...source, notJson: true };
}

/** What is found in columns that were meant to hold JSON. */
const accidents: readonly ((json: string, number: number) => string)[] = [
  (json, number) =>
    json.slice(0, Math.max(1, number % Math.max(2, json.length))).replace(/[\ud800-\udbff]$/, ''),
  () => '',
  (json) => json.replaceAll('"', "'").concat(json.includes('"') ? '' : "'"),
  (json) => json.replace(/([}\]])$/, ',$1').replace(/^(?![{[])(.*)$/s, '$1,'),
  (json) => `{"value": NaN, "was": ${json}}`,
  () => '[object Object]',
  () => 'undefined',
  (json) => `${JSON.stringify(json)}`,
  (json) => `${json}${json}`,
];
