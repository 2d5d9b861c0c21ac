import type { Client } from 'pg';
import { plainTexts } from './plainTexts.ts';

/** Enough to tell rows from others, few enough to be read at once. */
const rowsRead = 20_000;

/** A hash of some pages of each table, the same ones in every build: tells whether the rows are those of before. */
export async function contentSamples(
  client: Client,
  tables: readonly { name: string; rows: number }[],
): Promise<string[]> {
  return plainTexts(client, async () => {
    const hashes: string[] = [];
    for (const { name, rows } of tables) {
      const percent = Math.min(100, (100 * rowsRead) / Math.max(1, rows)).toPrecision(6);
      const found = await client.query<{ line: string }>(
        `select concat_ws(' ', $1::text, $2::float8, count(*), sum(hashtextextended(t::text, 0)::numeric)) as line
         from ${name} t tablesample system (${percent}) repeatable (1)`,
        [name, rows],
      );
      hashes.push(found.rows[0]!.line);
    }
    return hashes;
  });
}
