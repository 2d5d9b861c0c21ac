import type { Client } from 'pg';

const keys = 20;
const pages = 50;

/**
 * Conditions that each find one row of a table by its primary key, spread over its pages and the same for a seed;
 * empty for a table without rows or without a primary key. They hold values and go nowhere but to the server.
 */
export async function sampleKeys(client: Client, oid: number, name: string, seed: number): Promise<string[]> {
  const { rows } = await client.query<{ columns: string[] | null; share: number }>(
    `SELECT (SELECT pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) ORDER BY a.attnum)
               FROM pg_catalog.pg_index i
               JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
              WHERE i.indrelid = c.oid AND i.indisprimary) AS columns,
            least(100, 100.0 * ${pages} / greatest(1, pg_catalog.pg_relation_size(c.oid) / 8192))::float8 AS share
       FROM pg_catalog.pg_class c WHERE c.oid = $1`,
    [oid],
  );
  const { columns, share } = rows[0] ?? { columns: null, share: 0 };
  if (!columns || columns.length === 0) return [];
  const condition = columns.map(() => '%s = %L').join(' AND ');
  const values = columns.map((column) => `${literal(column)}, ${column}`).join(', ');
  const found = await client.query<[string]>({
    text: `SELECT pg_catalog.format('${condition}', ${values})
             FROM ONLY ${name} TABLESAMPLE SYSTEM (${share}) REPEATABLE (${seed}) LIMIT 10000`,
    rowMode: 'array',
  });
  const all = found.rows.map(([text]) => text);
  const step = Math.max(1, all.length / keys);
  return Array.from({ length: Math.min(keys, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
