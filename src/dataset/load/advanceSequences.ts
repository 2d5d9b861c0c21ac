import type { Client } from 'pg';
import type { CatalogTable } from '../catalog/Catalog.ts';
import { literal, quoted } from './quoted.ts';

/** Lets every sequence that fills a column go on behind the column's last value. */
export async function advanceSequences(client: Client, tables: readonly CatalogTable[]): Promise<void> {
  for (const { name, columns } of tables)
    for (const column of columns)
      for (const sequence of column.sequences)
        await client.query(
          `select setval(${literal(sequence)}::regclass, last)
           from (select case when increment_by < 0 then min(${quoted(column.name)}) else max(${quoted(column.name)}) end as last,
               increment_by, last_value, is_called
             from ${name}, (select seqincrement as increment_by from pg_sequence where seqrelid = ${literal(sequence)}::regclass) s,
               ${sequence} q group by increment_by, last_value, is_called) l
           where last is not null
             and (case when increment_by < 0 then last < last_value else last > last_value end or (last = last_value and not is_called))`,
        );
}
