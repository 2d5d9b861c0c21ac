import type { CatalogTable, PgType } from '../catalog/Catalog.ts';
import { readValue } from '../values/readValue.ts';
import type { TableSources } from '../values/TableSources.ts';
import { batchRows } from '../values/Vector.ts';
import { asText } from './codecs/texts.ts';
import { nullRefused } from './refusals.ts';
import type { TableEncoder } from './TableEncoder.ts';

/** COPY's text format, for tables with a column whose type has no binary form of ours. */
export function textEncoder(sources: TableSources, table: CatalogTable): TableEncoder {
  const rows = new Int32Array(batchRows);
  const columns = Object.keys(sources.table.columns).map(
    (name) => table.columns.find((column) => column.name === name)!,
  );
  return {
    format: 'text',
    columns: columns.map(({ name }) => name),
    header: new Uint8Array(0),
    trailer: new Uint8Array(0),
    encode(first, count, buffer, at) {
      for (let i = 0; i < count; i++) rows[i] = first + i;
      sources.begin(rows, count);
      const vectors = columns.map(({ name }) => sources.filled(name).vector);
      let text = '';
      for (let i = 0; i < count; i++) {
        for (let c = 0; c < columns.length; c++) {
          const column = columns[c]!;
          const value = readValue(vectors[c]!, i);
          if (c > 0) text += '\t';
          if (value !== null && value !== undefined) text += escaped(inputText(value, column.type));
          else if (column.notNull) throw nullRefused({ table, column }, first + i + 1);
          else text += '\\N';
        }
        text += '\n';
      }
      const size = Buffer.byteLength(text);
      const into = at + size > buffer.length ? Buffer.alloc(Math.max(at + size, buffer.length * 2)) : buffer;
      if (into !== buffer) buffer.copy(into, 0, 0, at);
      into.write(text, at);
      return { into, at: at + size };
    },
  };
}

/** A value as the type's input function reads it. */
function inputText(value: unknown, type: PgType): string {
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = value.map((item) =>
      item === null || item === undefined
        ? 'NULL'
        : Array.isArray(item)
          ? inputText(item, type)
          : `"${inputText(item, type.element!).replace(/["\\]/g, '\\$&')}"`,
    );
    return `{${items.join(',')}}`;
  }
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (type.base === 'json' || type.base === 'jsonb') return JSON.stringify(value);
  return asText(value);
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character]!);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
