import { applyBase } from '../dataset/applyBase.ts';
import { autoSizes } from '../dataset/auto/autoSizes.ts';
import { baseTexts } from '../dataset/baseTexts.ts';
import { buildDataset } from '../dataset/buildDataset.ts';
import { checkProductionTables } from '../dataset/checkProductionTables.ts';
import type { Dataset } from '../dataset/Dataset.ts';
import { readFixtures } from '../dataset/readFixtures.ts';
import { dataSourceOf } from '../dataset/source/dataSourceOf.ts';
import type { Migration } from '../migrations/MigrationHistory.ts';
import type { PendingSelection } from '../migrations/resolvePending.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { Server } from '../server/Server.ts';
import { datasetProgress } from './datasetProgress.ts';
import type { Progress } from './Progress.ts';

/** A scenario's data on a server, as it is before the pending migrations. */
export async function loadDataset(
  server: Server,
  scenario: ResolvedScenario,
  { base, pending }: Pick<PendingSelection, 'base' | 'pending'>,
  progress: Progress,
  timeLeftMs: () => number | null = () => null,
): Promise<Dataset> {
  progress.stage('dataset');
  const auto = await autoSizes(scenario, pending);
  const dataset = await buildDataset(
    server,
    {
      tables: scenario.data,
      seed: scenario.seed,
      now: scenario.now,
      rowsPerTable: scenario.rowsPerTable,
      module: scenario.module,
      ...(auto ? { auto } : {}),
      fixtures: await readFixtures(scenario.fixtures),
      source: dataSourceOf(scenario, server, timeLeftMs),
      keep: { scenario: scenario.name, base: await textsOf(scenario, base) },
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

function loadedWords(tables: readonly { rows: number }[]): string {
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  return `${rows.toLocaleString('en')} rows in ${tables.length} ${tables.length === 1 ? 'table' : 'tables'}`;
}

/** With the tables that production has, which the base is checked against. */
async function textsOf(
  { base, production }: ResolvedScenario,
  migrations: readonly Migration[],
): Promise<string[] | null> {
  const texts = await baseTexts(base, migrations);
  return texts && [...texts, ...Object.keys(production?.known?.tables ?? {}).sort()];
}
