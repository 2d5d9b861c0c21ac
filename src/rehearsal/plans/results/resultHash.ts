import type { Client, FieldDef } from 'pg';
import type { BoundQuery } from '../BoundQuery.ts';
import { inQueryTransaction } from '../queryTransaction.ts';
import type { ResultColumn } from './canonicalText.ts';

/** A query whose result another one reads. What writes may only stand in WITH. */
export interface Wrapping {
  bound: BoundQuery;
  /** Its text, without what stands behind it. */
  sql: string;
  selects: boolean;
}

/** The columns of a query's result; none where it gives none. What writes is executed for it. */
export async function describeResult(client: Client, wrapping: Wrapping): Promise<ResultColumn[]> {
  const { bound, sql, selects } = wrapping;
  const text = selects
    ? `SELECT * FROM (\n${sql}\n) AS result LIMIT 0`
    : `WITH result AS (\n${sql}\n) SELECT * FROM result LIMIT 0`;
  return inQueryTransaction(client, bound.query, async () => {
    const { fields } = await client.query({ text, values: [...bound.values] });
    return typed(client, fields);
  });
}

async function typed(client: Client, fields: readonly FieldDef[]): Promise<ResultColumn[]> {
  const { rows } = await client.query<{ oid: number; type: string; category: string }>(
    `SELECT oid::int8::float8 AS oid, pg_catalog.format_type(oid, NULL) AS type,
            CASE typtype WHEN 'e' THEN 'E' ELSE typcategory::text END AS category
       FROM pg_catalog.pg_type WHERE oid = ANY ($1::pg_catalog.oid[])`,
    [fields.map(({ dataTypeID }) => dataTypeID)],
  );
  const types = new Map(rows.map(({ oid, type, category }) => [oid, { type, category }]));
  return fields.map(({ name, dataTypeID }) => ({
    name,
    ...(types.get(dataTypeID) ?? { type: String(dataTypeID), category: 'X' }),
  }));
}

export interface ResultHash {
  rows: number;
  hash: string;
}

/**
 * A hash of a query's rows in any order, each as often as it is there, that the server computes: sums of two hashes of 64
 * bits.
 * @param width the number of its columns
 * @param expressions of c1, c2, …, its columns
 */
export async function hashResult(
  client: Client,
  { bound, sql, selects }: Wrapping,
  width: number,
  expressions: readonly string[],
): Promise<ResultHash> {
  const names = Array.from({ length: width }, (_, index) => `c${index + 1}`).join(', ');
  const hash = (seed: number) =>
    `coalesce(pg_catalog.sum(pg_catalog.hashtextextended(line, ${seed})::pg_catalog.numeric), 0)`;
  const line = `SELECT ROW(${expressions.join(', ')})::pg_catalog.text COLLATE "C" AS line FROM`;
  const body = selects ? `(${line} (\n${sql}\n) AS result (${names})) AS lines` : `(${line} result) AS lines`;
  const text = `${selects ? '' : `WITH result (${names}) AS (\n${sql}\n) `}SELECT pg_catalog.count(*)::float8 AS rows, ${hash(0)} || ' ' || ${hash(1)} AS hash FROM ${body}`;
  return inQueryTransaction(client, bound.query, async () => {
    const { rows } = await client.query<ResultHash>({ text, values: [...bound.values] });
    return rows[0]!;
  });
}
