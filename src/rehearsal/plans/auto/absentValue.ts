import type { Client } from 'pg';

const numbers = new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']);
const moments = new Set(['date', 'timestamp without time zone', 'timestamp with time zone']);
const texts = new Set(['text', 'character varying', 'character', 'name', 'citext']);
const most: Readonly<Record<string, number>> = { smallint: 32_767, integer: 2_147_483_647, bigint: 2 ** 53 };

/**
 * A value of a type that no row has: the next one beyond them, or a text that nobody writes; null where there is none to be
 * had, as of booleans.
 * @param type as format_type gives it
 */
export async function absentValue(
  client: Client,
  table: string,
  expression: string,
  type: string,
): Promise<string | null> {
  if (texts.has(type)) return 'absent: pgrehearse';
  if (type === 'uuid') return '00000000-0000-4000-8000-00000000dead';
  if (!numbers.has(type) && !moments.has(type)) return null;
  const next = moments.has(type) ? `interval '1 day'` : '1';
  const cast = numbers.has(type) ? 'pg_catalog.numeric' : 'pg_catalog.timestamptz';
  const { rows } = await client.query<{ beyond: string | null; below: string | null }>(
    `SELECT (pg_catalog.max(${expression})::${cast} + ${next})::pg_catalog.text AS beyond,
            (pg_catalog.min(${expression})::${cast} - ${next})::pg_catalog.text AS below FROM ${table}`,
  );
  const { beyond = null, below = null } = rows[0] ?? {};
  return Number(beyond) > (most[type] ?? Number.POSITIVE_INFINITY) ? below : beyond;
}
