import type { CatalogColumn, CatalogTable } from '../catalog/Catalog.ts';
import { viewed } from '../values/copyBytes.ts';
import type { TableSources } from '../values/TableSources.ts';
import type { ValueSource } from '../values/ValueSource.ts';
import { batchRows } from '../values/Vector.ts';
import type { Codec } from './Codec.ts';
import { type ColumnWriter, columnWriter } from './ColumnWriter.ts';
import { codecOf } from './codecOf.ts';
import { RefusedValue } from './RefusedValue.ts';
import { nullRefused, outOfRange, type Place } from './refusals.ts';
import { Sink } from './Sink.ts';
import { textEncoder } from './textEncoder.ts';

/** Bytes of COPY for a table's rows. */
export interface TableEncoder {
  readonly format: 'binary' | 'text';
  /** In the order of the fields. */
  readonly columns: readonly string[];
  /** What stands before the first row and after the last. */
  readonly header: Uint8Array;
  readonly trailer: Uint8Array;
  /** Generates rows (at most `batchRows`) and appends them at a place, in a larger buffer where they do not fit. */
  encode(first: number, count: number, into: Buffer, at: number): { into: Buffer; at: number };
}

/** Signature, flags, no extension: https://www.postgresql.org/docs/current/sql-copy.html, Binary Format. */
const binaryHeader = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** @throws PgrehearseError `data/…` for what can be told before the first row */
export function tableEncoder(sources: TableSources, table: CatalogTable): TableEncoder {
  const columns = Object.keys(sources.table.columns).map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name)!;
    return { column, source: sources.source(name), codec: codecOf(column.type) };
  });
  for (const { column, source } of columns) checkNulls(column, source, table);
  if (columns.some(({ codec }) => codec === null)) return textEncoder(sources, table);
  const fields = columns.map(({ column, source, codec }) => {
    const place = { table, column };
    checkBounds(place, source, codec!.fixed);
    checkExtremes(place, source, codec!);
    return {
      ...place,
      source,
      writer: guard(place, () => columnWriter(source.vector, codec!, column.type.base)),
    };
  });
  return binaryEncoder(sources, fields);
}

type Field = Place & { source: ValueSource; writer: ColumnWriter };

function binaryEncoder(sources: TableSources, fields: readonly Field[]): TableEncoder {
  const rows = new Int32Array(batchRows);
  const sizes = new Int32Array(batchRows);
  const positions = new Int32Array(batchRows);
  let target = viewed(Buffer.alloc(0));
  return {
    format: 'binary',
    columns: fields.map(({ column }) => column.name),
    header: binaryHeader,
    trailer: Uint8Array.of(0xff, 0xff),
    encode(first, count, buffer, at) {
      for (let i = 0; i < count; i++) rows[i] = first + i;
      sizes.fill(0);
      // The number of fields stands before each row's.
      let fixed = 2;
      sources.begin(rows, count);
      for (let f = 0; f < fields.length; f++) {
        const field = fields[f]!;
        sources.filled(field.column.name);
        if (field.column.notNull) checkNoNull(field, count, first);
        fixed += guard(field, () => field.writer.measure(count, sizes), first);
      }
      let end = at;
      for (let i = 0; i < count; i++) {
        positions[i] = end;
        end += fixed + sizes[i]!;
      }
      const into = end > buffer.length ? grown(buffer, at, end) : buffer;
      if (target.bytes !== into) target = viewed(into);
      for (let i = 0; i < count; i++) {
        target.view.setInt16(positions[i]!, fields.length);
        positions[i]! += 2;
      }
      for (let f = 0; f < fields.length; f++) fields[f]!.writer.write(count, target, positions);
      return { into, at: end };
    },
  };
}

function grown(buffer: Buffer, used: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(size, buffer.length * 2));
  buffer.copy(larger, 0, 0, used);
  return larger;
}

/** Says where a refused value was, with the row's number where it has one. */
function guard<T>(place: Place, body: () => T, first?: number): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof RefusedValue)) throw error;
    throw outOfRange(place, error.message, first === undefined ? null : first + error.index + 1);
  }
}

function checkNulls(column: CatalogColumn, source: ValueSource, table: CatalogTable): void {
  if (column.notNull && source.nullable === true) throw nullRefused({ table, column }, null);
}

function checkNoNull({ table, column, source: { vector } }: Field, count: number, first: number): void {
  const { nulls } = vector;
  if (nulls === null && vector.kind !== 'object') return;
  for (let i = 0; i < count; i++) {
    const none = nulls?.[i] === 1 || (vector.kind === 'object' && (vector.values[i] ?? null) === null);
    if (none) throw nullRefused({ table, column }, first + i + 1);
  }
}

/** Values that come only now and then are tried, so that none is refused in the middle of the load. */
function checkExtremes(place: Place, { extremes = [], notJson = false }: ValueSource, codec: Codec): void {
  if (notJson && codec.text === 'json')
    throw outOfRange(place, 'expected JSON, found a column that is malformed on purpose', null);
  const sink = new Sink();
  for (const value of extremes) {
    sink.length = 0;
    guard(place, () => codec.encode(value, sink));
  }
}

function checkBounds(
  place: Place,
  { bounds }: ValueSource,
  fixed: { min: number; max: number; expected: string } | undefined,
): void {
  if (bounds === undefined || fixed === undefined) return;
  if (bounds.min < fixed.min)
    throw outOfRange(place, `expected ${fixed.expected}, found ${bounds.min}`, null);
  if (bounds.max > fixed.max)
    throw outOfRange(place, `expected ${fixed.expected}, found ${bounds.max}`, null);
}
