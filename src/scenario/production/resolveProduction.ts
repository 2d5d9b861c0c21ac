import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LoadedConfiguration } from '../Configuration.ts';
import type { ResolvedProduction } from '../ResolvedScenario.ts';
import { readProduction } from './readProduction.ts';

/** What a scenario's field `production` says: a file, rows by relation, or that nothing is known. */
type ProductionSpec = string | false | { rows: Record<string, number> } | undefined;

const name = 'production.json';

/**
 * What is known of production: from the file that the scenario names, else the configuration, else production.json
 * beside the scenario's file or in the project's folder. Rows that the scenario gives go before the file's.
 * @throws PgrehearseError `production/…`
 */
export async function resolveProduction(
  spec: ProductionSpec,
  directory: string,
  configuration: LoadedConfiguration | null,
): Promise<ResolvedProduction | null> {
  if (spec === false) return null;
  const given = typeof spec === 'object' ? spec.rows : null;
  const file = fileOf(spec, directory, configuration);
  if (file === null) return given && { file: null, known: null, rows: given };
  const known = await readProduction(file);
  const rows: Record<string, number> = {};
  for (const [table, { rows: count }] of Object.entries(known.tables)) {
    if (count !== undefined) rows[table] = count;
  }
  return { file, known, rows: { ...rows, ...given } };
}

function fileOf(
  spec: Exclude<ProductionSpec, false>,
  directory: string,
  configuration: LoadedConfiguration | null,
): string | null {
  if (typeof spec === 'string') return resolve(directory, spec);
  if (configuration?.production) return configuration.production;
  const places = [directory, configuration?.directory ?? process.cwd()].map((folder) => join(folder, name));
  return places.find((path) => existsSync(path)) ?? null;
}
