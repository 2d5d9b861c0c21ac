import type { Migration } from '../../migrations/MigrationHistory.ts';
import { relationsOf } from '../../migrations/relationsOf.ts';
import { parseSql } from '../../scenario/parseSql.ts';
import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { trafficStatements } from '../../scenario/trafficStatements.ts';
import type { AutoSizes } from '../Dataset.ts';
import { knownTables } from './knownTables.ts';

/** What a scenario says of the sizes of tables that are filled from the catalog; undefined where none are. */
export async function autoSizes(
  scenario: ResolvedScenario,
  pending: readonly Migration[],
): Promise<AutoSizes | undefined> {
  const { rowsPerTable, totalBytes, production, queries, scale } = scenario;
  if (rowsPerTable === null) return undefined;
  const touched = new Set(pending.flatMap(({ up }) => up.statements.flatMap(({ relations }) => relations)));
  for (const sql of [...queries.map((query) => query.sql), ...trafficStatements(scenario)])
    for (const { node } of (await parseSql(sql)).statements)
      for (const relation of relationsOf(node)) touched.add(relation);
  return {
    sizeBytes: totalBytes,
    production: production?.rows ?? null,
    touched: [...touched].sort(),
    ...(production?.known ? { known: knownTables(production.known, scale) } : {}),
  };
}
