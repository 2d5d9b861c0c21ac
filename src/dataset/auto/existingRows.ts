import type { Client } from 'pg';
import type { Catalog } from '../catalog/Catalog.ts';
import { quoted } from '../load/quoted.ts';
import type { Parent } from './referenceColumns.ts';

/** Tables that the migrations left rows in, with the values that others may refer to (at most 10,000 each). */
export async function existingRows(client: Client, { tables }: Catalog): Promise<Map<string, Parent>> {
  const found = new Map<string, Parent>();
  for (const { name, keys } of tables) {
    const { rows } = await client.query<{ some: boolean }>(`select exists (select from ${name}) as some`);
    if (!rows[0]!.some) continue;
    const columns = [...new Set(keys.flatMap((key) => key.columns ?? []))];
    const values: Record<string, unknown[]> = {};
    for (const column of columns) values[column] = [];
    if (columns.length > 0) {
      const sample = await client.query<Record<string, unknown>>(
        `select ${columns.map((column) => `${quoted(column)}::text`).join(', ')} from ${name}
         order by ${columns.map(quoted).join(', ')} limit 10000`,
      );
      for (const row of sample.rows) for (const column of columns) values[column]!.push(row[column]);
    }
    found.set(name, { kind: 'existing', values });
  }
  return found;
}
