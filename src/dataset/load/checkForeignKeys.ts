import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import { formatCount } from '../../units.ts';
import type { CatalogTable } from '../catalog/Catalog.ts';
import { quoted } from './quoted.ts';

/** Throws `data/orphans` where rows of a table refer to rows that are not there. NOT VALID keys may have some. */
export async function checkForeignKeys(client: Client, table: CatalogTable): Promise<void> {
  for (const { name, columns, parent, parentColumns, validated, full } of table.foreignKeys) {
    if (!validated) continue;
    const match = columns.map((column, i) => `p.${quoted(parentColumns[i]!)} = c.${quoted(column)}`);
    const given = columns.map((column) => `c.${quoted(column)} is not null`);
    const { rows } = await client.query<{ orphans: string }>(
      `select count(*) as orphans
       from ${table.name} c
       where (${given.join(full ? ' or ' : ' and ')}) and not exists (select from ${parent} p where ${match.join(' and ')})`,
    );
    const orphans = Number(rows[0]!.orphans);
    if (orphans > 0)
      throw new PgrehearseError(
        'data/orphans',
        `table ${table.name}: ${orphans === 1 ? '1 row refers' : `${formatCount(orphans)} rows refer`} to rows of ${parent} that do not exist`,
        {
          detail: `Foreign key ${name}, from ${columns.join(', ')} to ${parentColumns.join(', ')}.`,
          source: `the declaration of ${table.name}`,
          hint: `Declare ${columns.join(', ')} with references(…), or give ${parent} more rows.`,
        },
      );
  }
}
