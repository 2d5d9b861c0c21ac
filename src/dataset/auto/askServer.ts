import type { Client } from 'pg';
import type { CatalogTable } from '../catalog/Catalog.ts';
import { quoted } from '../load/quoted.ts';
import type { Condition } from './Condition.ts';

/** Rows that are asked about one by one, where one of them makes the server fail. */
const mostAlone = 200;

/** Whether rows hold to conditions, by PostgreSQL's own word: `[row][condition]`. What fails to compute does not. */
export async function askServer(
  client: Client,
  table: CatalogTable,
  conditions: readonly Condition[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<boolean[][]> {
  if (rows.length === 0 || conditions.length === 0) return rows.map(() => []);
  const names = new Set(conditions.flatMap(({ columns }) => columns));
  const columns = table.columns.filter(({ name }) => names.has(name));
  const record = columns.map(({ name, type }) => `${quoted(name)} ${type.sqlName}`).join(', ');
  const holds = conditions.map(({ expression }) => `(${expression}) is not false`).join(', ');
  const query = `select array[${holds}] as holds
    from jsonb_array_elements($1::jsonb) with ordinality as pgrehearse_row (pgrehearse_value, pgrehearse_number),
      lateral jsonb_to_record(pgrehearse_value) as ${quoted(unqualified(table.name))} (${record})
    order by pgrehearse_number`;
  const ask = async (some: readonly unknown[]) => {
    const result = await client.query<{ holds: boolean[] }>(query, [JSON.stringify(some, asJson)]);
    return result.rows.map((row) => row.holds);
  };
  const asked = rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])));
  try {
    return await ask(asked);
  } catch {
    const alone: boolean[][] = [];
    for (const row of asked) {
      const none = [conditions.map(() => false)];
      alone.push(...(alone.length < mostAlone ? await ask([row]).catch(() => none) : none));
    }
    return alone;
  }
}

/** JSON as jsonb_to_record hands it to the input functions of types. */
function asJson(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Record<string, unknown>)[key];
  if (own instanceof Uint8Array) return `\\x${Buffer.from(own).toString('hex')}`;
  return typeof value === 'bigint' ? String(value) : value;
}

/** Whole-row references name the table. */
function unqualified(name: string): string {
  const last = /(?:"((?:[^"]|"")*)"|([^."]+))$/.exec(name);
  return (last?.[1]?.replaceAll('""', '"') ?? last?.[2] ?? name).replaceAll('""', '"');
}
