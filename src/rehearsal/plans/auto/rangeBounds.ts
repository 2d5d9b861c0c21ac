import type { Client } from 'pg';

/** Parts of a table's rows that a range is to find. */
export const shares = [0.01, 0.1, 0.5] as const;
export const shareNames = ['1 %', '10 %', '50 %'] as const;
export type ShareName = (typeof shareNames)[number];

/**
 * The bounds between which so many of the rows lie; with one bound those at the end of the values, with two those in the
 * middle. Empty where there is no value.
 * @returns by share, as the server writes them
 */
export async function rangeBounds(
  client: Client,
  from: string,
  expression: string,
  bounds: ReadonlySet<'low' | 'high'>,
): Promise<Map<ShareName, Record<'low' | 'high', string>>> {
  const both = bounds.size === 2;
  const places = shares.flatMap((share) => (both ? [0.5 - share / 2, 0.5 + share / 2] : [1 - share, share]));
  const { rows } = await client.query<{ values: string[] | null }>(
    `SELECT pg_catalog.percentile_disc($1::float8[]) WITHIN GROUP (ORDER BY ${expression})::pg_catalog.text[] AS values FROM ${from}`,
    [places],
  );
  const values = rows[0]?.values ?? [];
  return new Map(
    shareNames.flatMap((name, index) => {
      const [low, high] = [values[index * 2], values[index * 2 + 1]];
      return low == null || high == null ? [] : [[name, { low, high }]];
    }),
  );
}
