import type { Client } from 'pg';
import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import type { ResolvedProduction } from '../scenario/ResolvedScenario.ts';

/**
 * Whether production.json is of the database that was prepared: they have at least one table in common. Smaller
 * differences are findings.
 * @throws PgrehearseError `production/other-database`
 */
export async function checkProductionTables(
  client: Client,
  production: ResolvedProduction | null,
): Promise<void> {
  if (!production?.known || production.file === null) return;
  const histories = new Set(production.known.migrations.map(({ table }) => table));
  const there = Object.keys(production.known.tables).filter((name) => !histories.has(name));
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      order by 1`,
  );
  const here = rows.map(({ name }) => name);
  if (there.length === 0 || here.length === 0 || here.some((name) => there.includes(name))) return;
  const file = displayPath(production.file);
  throw new PgrehearseError(
    'production/other-database',
    `${file} is of another database: none of its ${there.length} tables is in the base`,
    {
      detail: `${file} has ${few(there)}; the base has ${few(here)}.`,
      source: file,
      hint: "Capture the database that the migrations belong to, or name its file in the scenario: production: './other.json', or false where there is none.",
    },
  );
}

function few(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
