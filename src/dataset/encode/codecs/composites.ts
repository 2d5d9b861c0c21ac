import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

interface Field {
  name: string;
  oid: number;
  codec: Codec;
}

/** A composite type from an object or an array: the number of fields, and type and value of each (record_send). */
export function composite(typeName: string, fields: readonly Field[]): Codec {
  const names = new Set(fields.map(({ name }) => name));
  const expected = `an object with ${[...names].join(', ')} for ${typeName}`;
  return {
    encode(value, sink) {
      const items = itemsOf(value, fields);
      if (items === null) throw new RefusedValue(expected, value);
      sink.int32(fields.length);
      for (const [i, { oid, codec }] of fields.entries()) {
        sink.int32(oid);
        const at = sink.advance(4);
        const item = items[i];
        if (item === null || item === undefined) sink.view.setInt32(at, -1);
        else {
          codec.encode(item, sink);
          sink.view.setInt32(at, sink.length - at - 4);
        }
      }
    },
  };
}

function itemsOf(value: unknown, fields: readonly Field[]): readonly unknown[] | null {
  if (Array.isArray(value)) return value.length === fields.length ? value : null;
  if (typeof value === 'string') return textItems(value, fields.length);
  if (typeof value !== 'object' || value === null) return null;
  const known = fields.map(({ name }) => (value as Record<string, unknown>)[name]);
  return Object.keys(value).every((key) => fields.some(({ name }) => name === key)) ? known : null;
}

/** As record_in reads it: `(1,"a b",)`, where nothing at all is NULL. */
function textItems(text: string, count: number): (string | null)[] | null {
  const body = /^\s*\((.*)\)\s*$/s.exec(text)?.[1];
  if (body === undefined) return null;
  const items: (string | null)[] = [];
  const pattern = /((?:"(?:[^"\\]|\\.|"")*"|\\.|[^,"\\])*)(,|$)/gsy;
  for (let last = false; !last; ) {
    const match = pattern.exec(body);
    if (match === null) return null;
    items.push(match[1] === '' ? null : unquoted(match[1]!));
    last = match[2] === '';
  }
  return items.length === count ? items : null;
}

/** Without double quotes; a doubled one within them, or anything behind a backslash, stands for itself. */
export function unquoted(text: string): string {
  return text.replace(
    /"((?:[^"\\]|\\.|"")*)"|\\(.)/gs,
    (_match, inner: string | undefined, escaped: string) =>
      inner === undefined ? escaped : inner.replace(/\\(.)|""/gs, (_pair, one?: string) => one ?? '"'),
  );
}
