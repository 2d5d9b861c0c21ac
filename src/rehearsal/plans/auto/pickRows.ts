import type { Client } from 'pg';

/** Values that occur together in a row, as the server writes them. */
export interface PickedRow {
  keys: string[];
  /** Of such a row. */
  others: (string | null)[];
  /** How many rows of those that were read have these keys. */
  count: number;
}

export interface PickedRows {
  /** The most common ones first. */
  top: PickedRow[];
  /** The rarest ones first. */
  rare: PickedRow[];
  /** From the middle on of all that are not the most common. */
  median: PickedRow[];
}

/** What a list of values is given at most. */
const listed = 10;

/**
 * Rows of a table by how common they are. Equal ones are ranked the same each time: by value, and the rare ones, which
 * would otherwise all be first or last, by a hash.
 * @param from SQL for FROM
 * @param keys expressions that are never NULL in what is picked; types without an order are given as texts
 */
export async function pickRows(
  client: Client,
  from: string,
  keys: readonly string[],
  others: readonly string[],
): Promise<PickedRows> {
  const k = keys.map((_, index) => `k${index}`);
  const o = others.map((_, index) => `o${index}`);
  const list = (names: readonly string[], write: (name: string) => string) => names.map(write).join(', ');
  const order = k.join(', ');
  const asText = (names: readonly string[]) =>
    `ARRAY[${list(names, (name) => `${name}::pg_catalog.text`)}]::pg_catalog.text[]`;
  const pick = (kind: string, source: string) =>
    `(SELECT '${kind}' AS kind, n::float8 AS count, ${asText(k)} AS keys, ${asText(o)} AS others FROM ${source} LIMIT ${listed})`;
  const text = `
    WITH sample AS MATERIALIZED (
      SELECT ${[...keys.map((key, index) => `${key} AS k${index}`), ...others.map((other, index) => `(${other})::pg_catalog.text AS o${index}`)].join(', ')} FROM ${from}),
    groups AS MATERIALIZED (
      SELECT ${[...k, 'pg_catalog.count(*) AS n', ...o.map((name) => `pg_catalog.min(${name}) AS ${name}`)].join(', ')}
        FROM sample WHERE ${k.map((name) => `${name} IS NOT NULL`).join(' AND ')} GROUP BY ${order}),
    others AS (SELECT * FROM groups ORDER BY n DESC, ${order} OFFSET 1),
    placed AS (
      SELECT *, pg_catalog.sum(n) OVER (ORDER BY ${order}) AS upto, pg_catalog.sum(n) OVER () AS total FROM others)
    SELECT * FROM ${pick('top', `(SELECT * FROM groups ORDER BY n DESC, ${order} LIMIT ${listed}) AS most`)} AS a
    UNION ALL
    SELECT * FROM ${pick('rare', `(SELECT * FROM groups ORDER BY n, pg_catalog.md5(pg_catalog.concat_ws(' ', ${order})), ${order} LIMIT ${listed}) AS least`)} AS b
    UNION ALL
    SELECT * FROM ${pick('median', `(SELECT * FROM placed WHERE upto * 2 >= total ORDER BY ${order} LIMIT ${listed}) AS middle`)} AS c`;
  const { rows } = await client.query<PickedRow & { kind: keyof PickedRows }>(text);
  const of = (wanted: keyof PickedRows) =>
    rows.filter(({ kind }) => kind === wanted).map(({ keys, others, count }) => ({ keys, others, count }));
  return { top: of('top'), rare: of('rare'), median: of('median') };
}
