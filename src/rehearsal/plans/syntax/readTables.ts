import { type Client, escapeIdentifier } from 'pg';
import type { ParseNode } from '../../../scenario/parseSql.ts';
import { type TableFacts, type Tables, tableKey } from './Scope.ts';
import { walkStatement } from './walkStatement.ts';

/** What the catalog says of the tables and views that a statement names, found as the session finds them. */
export async function readTables(client: Client, kind: string, node: ParseNode): Promise<Tables> {
  const named = new Map<string, string>();
  const add = (range: ParseNode) => {
    const { schemaname: schema, relname: name } = range;
    if (typeof name !== 'string') return;
    const parts = typeof schema === 'string' ? [schema, name] : [name];
    named.set(tableKey(range), parts.map(escapeIdentifier).join('.'));
  };
  walkStatement(kind, node, new Map(), (at, inner) => {
    if (at === 'RangeVar') add(inner);
    const target = inner['relation'] as ParseNode | undefined;
    if (typeof target === 'object' && target !== null) add(target);
  });
  const { rows } = await client.query<TableFacts & { key: string }>(factsQuery, [
    [...named.keys()],
    [...named.values()],
  ]);
  return new Map(rows.map(({ key, ...facts }) => [key, facts]));
}

/** Nulls are equal to none, so that a key with one may be there twice; before 15 that is so for every index. */
const factsQuery = `
  SELECT named.key, c.oid::int8::float8 AS oid, c.oid::pg_catalog.regclass::text AS name,
         ARRAY(SELECT pg_catalog.json_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, NULL),
                                                   'notNull', a.attnotnull)
                 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
         ARRAY(SELECT pg_catalog.json_agg(a.attname)
                 FROM pg_catalog.pg_index i
                 JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                GROUP BY i.indexrelid, (pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')
               HAVING pg_catalog.bool_and(a.attnotnull)
                   OR (pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct') = 'true') AS unique
    FROM unnest($1::text[], $2::text[]) AS named (key, name)
    JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(named.name)`;
