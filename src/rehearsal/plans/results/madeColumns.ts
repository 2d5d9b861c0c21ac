import { type Client, escapeIdentifier } from 'pg';
import type { ParsedStatement } from '../../../scenario/parseSql.ts';
import { asNode, inside, listOf } from '../syntax/parseNodes.ts';

/** What a table itself puts into rows that a statement writes, which differs from one execution to the next. */
export interface MadeColumns {
  /** Columns that the statement does not give, whose default calls a function or a sequence. */
  names: ReadonlySet<string>;
  /** A trigger that may change any of them; null where there is none. */
  trigger: string | null;
}

export async function madeColumns(client: Client, { node }: ParsedStatement): Promise<MadeColumns> {
  const target = asNode(node['relation']);
  if (!target) return { names: new Set(), trigger: null };
  const { schemaname, relname } = target;
  const name = [schemaname, relname]
    .filter((part) => typeof part === 'string')
    .map((part) => escapeIdentifier(String(part)));
  const given = new Set(listOf(node['cols']).map((column) => inside(column, 'ResTarget')?.['name']));
  const { rows } = await client.query<{ columns: string[]; trigger: string | null }>(
    `SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                   WHERE a.attrelid = c.oid AND a.attnum > 0
                     AND (a.attidentity <> '' OR pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ '[(]|CURRENT_|LOCALTIME')) AS columns,
            -- TRIGGER_TYPE_ROW and TRIGGER_TYPE_BEFORE (pg_trigger.h).
            (SELECT t.tgname::text FROM pg_catalog.pg_trigger t
              WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 3 = 3 LIMIT 1) AS trigger
       FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)`,
    [name.join('.')],
  );
  const names = (rows[0]?.columns ?? []).filter((column) => !given.has(column));
  return { names: new Set(names), trigger: rows[0]?.trigger ?? null };
}
