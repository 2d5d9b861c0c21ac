import type { Client } from 'pg';
import type { Catalog, CatalogTable } from '../catalog/Catalog.ts';
import { quoted } from '../load/quoted.ts';

/** What the migrations left in a table. */
export interface ExistingRows {
  /** The columns that others may refer to, of at most 10,000 rows. */
  rows: Record<string, unknown>[];
  /** The greatest number, by column, of those that are whole numbers and part of a key. */
  last: Record<string, number>;
}

/** Tables that the migrations left rows in, with what others may refer to. */
export async function existingRows(client: Client, { tables }: Catalog): Promise<Map<string, ExistingRows>> {
  const found = new Map<string, ExistingRows>();
  for (const table of tables) {
    const { name, kind } = table;
    if (kind === 'partition') continue;
    const { rows } = await client.query<{ some: boolean }>(`select exists (select from ${name}) as some`);
    if (!rows[0]!.some) continue;
    const keyed = [...new Set(table.keys.flatMap((key) => key.columns ?? []))];
    found.set(name, { rows: await sampleOf(client, name, keyed), last: await lastOf(client, table, keyed) });
  }
  return found;
}

async function sampleOf(
  client: Client,
  name: string,
  columns: readonly string[],
): Promise<Record<string, unknown>[]> {
  if (columns.length === 0) return [];
  const { rows } = await client.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(r) as row from (select ${columns.map(quoted).join(', ')} from ${name}
     order by ${columns.map((column) => `${quoted(column)}::text`).join(', ')} limit 10000) r`,
  );
  return rows.map(({ row }) => row);
}

async function lastOf(
  client: Client,
  { name, columns }: CatalogTable,
  keyed: readonly string[],
): Promise<Record<string, number>> {
  const last: Record<string, number> = {};
  for (const column of columns) {
    if (!keyed.includes(column.name) || !/^(int[248]|numeric)$/.test(column.type.base)) continue;
    const { rows } = await client.query<{ last: number | null }>(
      `select max(${quoted(column.name)})::float8 as last from ${name}`,
    );
    last[column.name] = Math.floor(rows[0]!.last ?? 0);
  }
  return last;
}

/**
 * Whether rows that migrations left are all that a table is meant to have: a list that others refer to by a natural
 * key, or one of several rows that refers to nothing. The first user or tenant, by contrast, is one of many.
 */
export function isComplete({ foreignKeys, keys, columns }: CatalogTable, { rows }: ExistingRows): boolean {
  const primary = keys.find(({ kind }) => kind === 'primary')?.columns ?? [];
  const natural = columns.some(
    ({ name, type, sequences, defaultSql }) =>
      primary.includes(name) &&
      !/(^|_)(id|uuid|guid)$|Id$/i.test(name) &&
      sequences.length === 0 &&
      defaultSql === null &&
      /^(bpchar|varchar|text|citext|bool)$/.test(type.base),
  );
  if (foreignKeys.length > 0) return false;
  return (natural && rows.length >= 2) || rows.length >= 3;
}
