import { autoSizes } from '../dataset/auto/autoSizes.ts';
import { applyBase, prepareAround } from '../dataset/base/applyBase.ts';
import { baseTexts, prepareTexts } from '../dataset/base/baseTexts.ts';
import { buildDataset } from '../dataset/buildDataset.ts';
import { checkProductionTables } from '../dataset/checkProductionTables.ts';
import type { Dataset } from '../dataset/Dataset.ts';
import { readFixtures } from '../dataset/readFixtures.ts';
import { dataSourceOf } from '../dataset/source/dataSourceOf.ts';
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
      keep: {
        scenario: scenario.name,
        base: await textsOf(scenario, { base, pending }),
        around: await prepareTexts(scenario.prepare),
      },
      prepareAround: (client, when) => prepareAround(client, scenario.prepare[when], server.connection),
      prepareBase: async (client) => {
        const { connection } = server;
        const say =
          server.source === 'url' ? (text: string) => progress.say(`  ${text}; they stay there`) : undefined;
        const { base: wanted, prepare } = scenario;
        await applyBase(client, {
          base: wanted,
          prepare,
          migrations: base,
          pending,
          connection,
          ...(say ? { say } : {}),
        });
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
  scenario: ResolvedScenario,
  selection: Pick<PendingSelection, 'base' | 'pending'>,
): Promise<string[] | null> {
  const texts = await baseTexts(scenario, selection.base, selection.pending);
  return texts && [...texts, ...Object.keys(scenario.production?.known?.tables ?? {}).sort()];
}
