import type { Client } from 'pg';
import type { TableFacts } from '../syntax/Scope.ts';

/** Pages that are read at most, 80 MB: of larger tables this many, spread over them, and the same ones each time. */
const mostPages = 10_000;
/** Rows of what has no pages of its own, such as a view. */
const mostRows = 200_000;

/** What to read in place of a table so that its values are seen in a second: SQL for FROM. */
export async function tableSample(client: Client, { oid, name }: TableFacts): Promise<string> {
  const { rows } = await client.query<{ kind: string; pages: number }>(
    `SELECT c.relkind::text AS kind,
            (CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_catalog.pg_relation_size(relid)), 0)
                                               FROM pg_catalog.pg_partition_tree(c.oid) WHERE isleaf)
                  WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END
             / pg_catalog.current_setting('block_size')::int8)::float8 AS pages
       FROM pg_catalog.pg_class c WHERE c.oid = $1`,
    [oid],
  );
  const { kind, pages } = rows[0] ?? { kind: '', pages: 0 };
  if (!'rpm'.includes(kind)) return `(SELECT * FROM ${name} LIMIT ${mostRows}) AS seen`;
  return pages <= mostPages
    ? name
    : `${name} TABLESAMPLE SYSTEM (${((100 * mostPages) / pages).toFixed(6)}) REPEATABLE (1)`;
}
