import type { Client } from 'pg';
import { messageOf, PgrehearseError } from '../errors.ts';
import { orDiskFull } from '../server/orDiskFull.ts';
import type { Server } from '../server/Server.ts';
import { describeBase } from './cache/describeBase.ts';
import { keepDatasets } from './cache/keepDatasets.ts';
import type { Catalog } from './catalog/Catalog.ts';
import { describeSchema } from './catalog/describeSchema.ts';
import { readCatalog } from './catalog/readCatalog.ts';
import type { Dataset, DatasetProgress, DatasetRequest } from './Dataset.ts';
import { datasetKey } from './datasetKey.ts';
import { fillTables } from './fillTables.ts';
import { advanceSequences } from './load/advanceSequences.ts';
import { quoted } from './load/quoted.ts';
import { refreshViews } from './load/refreshViews.ts';
import { settle } from './load/settle.ts';
import { tableSizes } from './load/tableSizes.ts';
import { watchServer } from './load/watchServer.ts';
import { fillFromSource } from './source/fillFromSource.ts';

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
  const base = bringsSchema ? [] : (request.keep?.base ?? null);
  const early = base === null ? null : await kept?.take(base);
  if (early) return ready(server, early, true, started);

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
          return ready(server, late, true, started);
        }
        for (let i = 0; i < streams; i++) clients[i] = await connect(server, template);
      }
    }
    const unwatch = watchServer(await connect(server, template), (text) => progress.server(text));
    const filled = await loaded().finally(unwatch);
    await endAll(clients);
    await closeToSessions(server, template);
    await server.setDurability('production');
    const dataset = ready(server, { ...filled, template }, false, started);
    await kept?.keep({ ...filled, template });
    return dataset;
  } catch (error) {
    await endAll(clients);
    await server.dropDatabase(template).catch(() => {});
    throw orDiskFull(error, server);
  }

  async function loaded(): Promise<Awaited<ReturnType<typeof fill>>> {
    const { source } = request;
    if (source) await fillFromSource(server, clients[0]!, source, template, (text) => progress.step(text));
    return fill(server, request, clients, progress);
  }
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

function ready(
  server: Server,
  dataset: Pick<Dataset, 'key' | 'tables' | 'unfilled' | 'template'>,
  cached: boolean,
  startedMs: number,
): Dataset {
  return {
    ...dataset,
    cached,
    loadMs: performance.now() - startedMs,
    clone: (name) => cloneOf(server, dataset.template, name),
  };
}

async function fill(
  server: Server,
  request: DatasetRequest,
  clients: readonly Client[],
  progress: DatasetProgress,
): Promise<Pick<Dataset, 'key' | 'tables' | 'unfilled'>> {
  const { seed, now, fixtures } = request;
  const client = clients[0]!;
  const catalog = await readCatalog(client);
  const schema = await describeSchema(client);
  const { prepared, unfilled } = await fillTables(server, request, catalog, clients, progress);
  const source = (await request.source?.identity()) ?? null;
  const key = datasetKey(prepared, { schema, seed, now, major: server.major, fixtures, source });

  for (const each of clients) await each.query('reset all');
  await finish(client, catalog, request, progress);
  unfilled.push(...(await refreshViews(client, (text) => progress.step(text))));
  await settle(
    clients,
    prepared.map(({ target }) => target),
    (text) => progress.step(text),
  );
  return { key, unfilled, tables: await tableSizes(client) };
}

async function endAll(clients: readonly Client[]): Promise<void> {
  await Promise.allSettled(clients.map((client) => client.end()));
}

async function finish(
  client: Client,
  catalog: Catalog,
  { fixtures }: DatasetRequest,
  progress: DatasetProgress,
): Promise<void> {
  await advanceSequences(client, catalog.tables);
  if (fixtures.length === 0) return;
  for (const { path, statements } of fixtures) {
    progress.step(`running ${path}`);
    for (const [index, statement] of statements.entries())
      await client.query(statement).catch((error: Error & { detail?: string }) => {
        throw new PgrehearseError(
          'data/fixture',
          `statement ${index + 1} of ${path} failed: ${messageOf(error)}`,
          {
            detail: error.detail,
            source: path,
            hint: 'Correct that statement; fixtures run after the rows are loaded, before the pending migrations.',
            cause: error,
          },
        );
      });
  }
  await advanceSequences(client, catalog.tables);
}

/** CREATE DATABASE … TEMPLATE leaves what ALTER DATABASE … SET wrote (pg_db_role_setting) behind. */
async function cloneOf(server: Server, template: string, name: string): Promise<string> {
  const clone = await server.createDatabase(name, { template }).catch((error: unknown) => {
    throw orDiskFull(error, server);
  });
  const admin = await server.connect('postgres', { applicationName: 'pgrehearse load' });
  try {
    const { rows } = await admin.query<{ setting: string }>(
      `select unnest(setconfig) as setting from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = $1 and s.setrole = 0`,
      [template],
    );
    for (const { setting } of rows) {
      const [, parameter = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      const list = listSettings.has(parameter) ? value : `'${value.replaceAll("'", "''")}'`;
      await admin.query(`alter database ${quoted(clone)} set ${parameter} = ${list || "''"}`);
    }
  } finally {
    await admin.end();
  }
  return clone;
}

/** Kept as lists that are quoted already (GUC_LIST_QUOTE in guc_tables.c). */
const listSettings = new Set([
  'search_path',
  'temp_tablespaces',
  'local_preload_libraries',
  'session_preload_libraries',
  'shared_preload_libraries',
  'unix_socket_directories',
]);

async function connect(server: Server, database: string): Promise<Client> {
  const client = await server.connect(database, { applicationName: 'pgrehearse load' });
  // A lost connection fails the query that runs on it; without a listener it would end the process.
  client.on('error', () => {});
  return client;
}

/** A template must have no sessions while it is copied; autovacuum and strangers would make some. */
async function closeToSessions(server: Server, database: string): Promise<void> {
  const admin = await server.connect('postgres', { applicationName: 'pgrehearse load' });
  try {
    await admin.query(`alter database ${quoted(database)} with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
  } finally {
    await admin.end();
  }
}
