import { applyBase } from '../dataset/applyBase.ts';
import { knownTables } from '../dataset/auto/knownTables.ts';
import { baseTexts } from '../dataset/baseTexts.ts';
import { buildDataset } from '../dataset/buildDataset.ts';
import { checkProductionTables } from '../dataset/checkProductionTables.ts';
import type { Dataset, DatasetRequest } from '../dataset/Dataset.ts';
import { readFixtures } from '../dataset/readFixtures.ts';
import type { Migration } from '../migrations/MigrationHistory.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { Server } from '../server/Server.ts';
import { datasetProgress } from './datasetProgress.ts';
import type { Progress } from './Progress.ts';

/** A scenario's data on a server, as it is before the pending migrations. */
export async function loadDataset(
  server: Server,
  scenario: ResolvedScenario,
  base: readonly Migration[],
  progress: Progress,
): Promise<Dataset> {
  progress.stage('dataset');
  const dataset = await buildDataset(
    server,
    {
      tables: scenario.data,
      seed: scenario.seed,
      now: scenario.now,
      rowsPerTable: scenario.rowsPerTable,
      ...followedProduction(scenario),
      fixtures: await readFixtures(scenario.fixtures),
      keep: { scenario: scenario.name, base: await baseTexts(scenario.base, base) },
      prepareBase: async (client) => {
        await applyBase(client, { base: scenario.base, migrations: base, connection: server.connection });
        await checkProductionTables(client, scenario.production);
      },
    },
    datasetProgress(progress),
  );
  progress.done(`${loadedWords(dataset.tables)}${dataset.cached ? ', from the cache' : ''}`);
  return dataset;
}

/** What `auto` follows; nothing where it is not asked for, as the data then does not depend on it. */
function followedProduction({
  production,
  rowsPerTable,
  scale,
}: ResolvedScenario): Pick<DatasetRequest, 'auto'> {
  if (!production?.known || rowsPerTable === null) return {};
  return {
    auto: {
      sizeBytes: null,
      production: production.rows,
      touched: [],
      known: knownTables(production.known, scale),
    },
  };
}

function loadedWords(tables: readonly { rows: number }[]): string {
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  return `${rows.toLocaleString('en')} rows in ${tables.length} ${tables.length === 1 ? 'table' : 'tables'}`;
}
