import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import type { Sink } from '../Sink.ts';
import { unquoted } from './composites.ts';

/** RANGE_EMPTY and more of rangetypes.h. */
const flag = { empty: 1, lowerIncluded: 2, upperIncluded: 4, lowerInfinite: 8, upperInfinite: 16 };

const rangePattern =
  /^\s*([[(])((?:"(?:[^"\\]|\\.|"")*"|\\.|[^,"\\])*),((?:"(?:[^"\\]|\\.|"")*"|\\.|[^,"\\])*)([\])])\s*$/s;

/** A range as text, `[1,5)` or `empty`: flags, then the bounds that there are (range_send). */
export function range(typeName: string, subtype: Codec): Codec {
  return {
    encode(value, sink) {
      const text = String(value);
      if (/^\s*empty\s*$/i.test(text)) {
        sink.byte(flag.empty);
        return;
      }
      const [, opening, lower = '', upper = '', closing] = rangePattern.exec(text) ?? [];
      if (opening === undefined) throw new RefusedValue(`a range such as '[1,5)' for ${typeName}`, value);
      const infinite = (lower === '' ? flag.lowerInfinite : 0) | (upper === '' ? flag.upperInfinite : 0);
      sink.byte(
        infinite |
          (opening === '[' && lower !== '' ? flag.lowerIncluded : 0) |
          (closing === ']' && upper !== '' ? flag.upperIncluded : 0),
      );
      for (const bound of [lower, upper])
        if (bound !== '') withLength(sink, () => subtype.encode(unquoted(bound), sink));
    },
  };
}

/** A multirange as text, `{[1,5),[7,9)}`, or as an array of ranges: their number, and each with its length. */
export function multirange(typeName: string, each: Codec): Codec {
  return {
    encode(value, sink) {
      const ranges = Array.isArray(value) ? value : rangesOf(String(value));
      if (ranges === null)
        throw new RefusedValue(`a multirange such as '{[1,5),[7,9)}' for ${typeName}`, value);
      sink.int32(ranges.length);
      for (const one of ranges) withLength(sink, () => each.encode(one, sink));
    },
  };
}

function rangesOf(text: string): string[] | null {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]?.trim();
  if (body === undefined) return null;
  const found = body.match(/empty|[[(](?:"(?:[^"\\]|\\.|"")*"|\\.|[^"\\\])])*[\])]/gis) ?? [];
  return found.join(',').replace(/\s/g, '') === body.replace(/\s/g, '') ? found : null;
}

function withLength(sink: Sink, body: () => void): void {
  const at = sink.advance(4);
  body();
  sink.view.setInt32(at, sink.length - at - 4);
}
