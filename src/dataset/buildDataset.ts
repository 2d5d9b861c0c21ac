import type { Client } from 'pg';
import { orDiskFull } from '../server/orDiskFull.ts';
import type { Server } from '../server/Server.ts';
import { describeBase } from './cache/describeBase.ts';
import { keepDatasets } from './cache/keepDatasets.ts';
import { describeSchema } from './catalog/describeSchema.ts';
import { readCatalog } from './catalog/readCatalog.ts';
import { cloneTemplate } from './cloneTemplate.ts';
import type { Dataset, DatasetProgress, DatasetRequest } from './Dataset.ts';
import { datasetKey } from './datasetKey.ts';
import { fillTables } from './fillTables.ts';
import { advanceSequences } from './load/advanceSequences.ts';
import { closeToSessions } from './load/closeToSessions.ts';
import { refreshViews } from './load/refreshViews.ts';
import { settle } from './load/settle.ts';
import { tableSizes } from './load/tableSizes.ts';
import { watchServer } from './load/watchServer.ts';
import { runFixture } from './runFixture.ts';
import { fillFromSource } from './source/fillFromSource.ts';
import { type FrozenStatistics, frozenStatistics } from './statistics/FrozenStatistics.ts';
import { freezeBuild } from './statistics/freezeBuild.ts';

export type { Dataset, DatasetProgress, DatasetRequest } from './Dataset.ts';

/** Tables that are loaded at once: one stream each, since several into one table interleave its pages. */
const streams = 2;

/**
 * Makes a database with the base schema and its rows, settled and analyzed, that can be cloned; or takes the one that
 * an earlier run has kept. Durability is off until it is done.
 *
 * @throws PgrehearseError `data/…` for declarations or rows that cannot be, `disk/…`, `server/…`
 */
export async function buildDataset(
  server: Server,
  request: DatasetRequest,
  progress: DatasetProgress,
): Promise<Dataset> {
  const started = performance.now();
  const kept = await keepDatasets(server, request, (text) => progress.step(text));
  const bringsSchema = (await request.source?.bringsSchema()) ?? false;
  const base = bringsSchema ? (request.keep?.around ?? []) : (request.keep?.base ?? null);
  const early = base === null ? null : await kept?.take(base);
  const frozen = frozenStatistics(server, request, (text) => progress.step(text));
  if (early) return ready(early, true);

  await server.setDurability('off');
  const template = await server.createDatabase('template');
  const clients: Client[] = [];
  try {
    for (let i = 0; i < streams; i++) clients.push(await connect(server, template));
    if (!bringsSchema) {
      const described = await prepareBase(clients[0]!, request, progress, base === null && kept !== null);
      if (described !== null) {
        await endAll(clients);
        const late = await kept!.take(described);
        if (late) {
          await server.setDurability('production');
          return ready(late, true);
        }
        for (let i = 0; i < streams; i++) clients[i] = await connect(server, template);
      }
    }
    const unwatch = watchServer(await connect(server, template), (text) => progress.server(text));
    const filled = await loaded().finally(unwatch);
    await endAll(clients);
    await closeToSessions(server, template);
    await server.setDurability('production');
    const dataset = ready({ ...filled, template }, false);
    await kept?.keep({ ...filled, template });
    return dataset;
  } catch (error) {
    await endAll(clients);
    await server.dropDatabase(template).catch(() => {});
    throw orDiskFull(error, server);
  }

  async function loaded(): Promise<Awaited<ReturnType<typeof fill>>> {
    const { source } = request;
    const around = async (when: 'before' | 'after') => {
      if (bringsSchema) await request.prepareAround?.(clients[0]!, when);
    };
    await around('before');
    if (source) await fillFromSource(server, clients[0]!, source, template, (text) => progress.step(text));
    await around('after');
    return fill(server, request, clients, progress, frozen);
  }

  function ready(dataset: Loaded, cached: boolean): Dataset {
    return {
      ...dataset,
      statistics: cached ? dataset.statistics.map(ofFirstBuild) : dataset.statistics,
      frozen,
      exactRows: request.exactRows,
      cached,
      loadMs: performance.now() - started,
      clone: (name) => cloneTemplate(server, dataset.template, name),
    };
  }
}

type Loaded = Pick<Dataset, 'key' | 'tables' | 'unfilled' | 'statistics' | 'template'>;

/** A dataset that was kept has the statistics that its build had. */
function ofFirstBuild(table: Dataset['statistics'][number]): Dataset['statistics'][number] {
  return table.from === 'sampled' ? { ...table, from: 'imported' } : table;
}

/** Gives what the base turned out to be, where that is asked for. */
async function prepareBase(
  client: Client,
  request: DatasetRequest,
  progress: DatasetProgress,
  describe: boolean,
): Promise<string | null> {
  progress.step('preparing the base schema');
  await request.prepareBase(client);
  // A migration may have left settings of its own.
  await client.query('reset all; set session authorization default');
  return describe ? describeBase(client) : null;
}

async function fill(
  server: Server,
  request: DatasetRequest,
  clients: readonly Client[],
  progress: DatasetProgress,
  frozen: FrozenStatistics | null,
): Promise<Pick<Dataset, 'key' | 'tables' | 'unfilled' | 'statistics'>> {
  const { seed, now, fixtures } = request;
  const client = clients[0]!;
  const catalog = await readCatalog(client);
  const schema = await describeSchema(client);
  const { prepared, unfilled } = await fillTables(server, request, catalog, clients, progress);
  const source = (await request.source?.identity()) ?? null;
  const key = datasetKey(prepared, { schema, seed, now, major: server.major, fixtures, source });

  for (const each of clients) await each.query('reset all');
  await advanceSequences(client, catalog.tables);
  for (const fixture of fixtures) await runFixture(client, fixture, progress);
  if (fixtures.length > 0) await advanceSequences(client, catalog.tables);
  unfilled.push(...(await refreshViews(client, (text) => progress.step(text))));
  const statistics = await settle(
    clients,
    prepared.map(({ target }) => target),
    (text) => progress.step(text),
    request.exactRows,
  );
  if (frozen) await freezeBuild(client, frozen, key, statistics);
  return { key, unfilled, statistics, tables: await tableSizes(client) };
}

async function endAll(clients: readonly Client[]): Promise<void> {
  await Promise.allSettled(clients.map((client) => client.end()));
}

async function connect(server: Server, database: string): Promise<Client> {
  const client = await server.connect(database, {
    applicationName: 'pgrehearse load',
    // A scan that begins where another one is would store rows in another order.
    settings: { synchronize_seqscans: 'off' },
  });
  // A lost connection fails the query that runs on it; without a listener it would end the process.
  client.on('error', () => {});
  return client;
}
