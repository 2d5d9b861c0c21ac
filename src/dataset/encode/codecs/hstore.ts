import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import type { Sink } from '../Sink.ts';
import { unquoted } from './composites.ts';

/** hstore from an object, or text such as `"a"=>"1", b=>NULL`: the number of pairs, keys and values (hstore_send). */
export const hstore: Codec = {
  encode(value, sink) {
    const pairs =
      typeof value === 'string'
        ? pairsOf(value)
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.entries(value)
          : null;
    if (pairs === null) throw new RefusedValue(`an object of texts, or text such as '"a"=>"1"'`, value);
    sink.int32(pairs.length);
    for (const [key, item] of pairs) {
      putText(key, sink);
      if (item === null || item === undefined) sink.int32(-1);
      else putText(String(item), sink);
    }
  },
};

function putText(text: string, sink: Sink): void {
  sink.int32(Buffer.byteLength(text));
  sink.text(text);
}

const token = String.raw`("(?:[^"\\]|\\.)*"|[^\s"=>,]+)`;

function pairsOf(text: string): [string, string | null][] | null {
  const pairs: [string, string | null][] = [];
  const pattern = new RegExp(`\\s*${token}\\s*=>\\s*${token}\\s*(,|$)`, 'sy');
  if (text.trim() === '') return pairs;
  for (let last = false; !last; ) {
    const match = pattern.exec(text);
    if (match === null) return null;
    pairs.push([unquoted(match[1]!), /^null$/i.test(match[2]!) ? null : unquoted(match[2]!)]);
    last = match[3] === '';
  }
  return pairs;
}
