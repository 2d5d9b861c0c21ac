/**
 * How fast rows are generated, sent and stored: our whole path against the server reading a ready binary file of
 * the same rows, interleaved, the best of the repeats; then what else fills a table.
 *
 * `npx tsx test/bench/load.ts [rows] [repeats] [rows for the slow ways]`
 */

import { cpus } from 'node:os';
import type { Client } from 'pg';
import { readCatalog } from '../../src/dataset/catalog/readCatalog.ts';
import { copyTable } from '../../src/dataset/load/copyTable.ts';
import { TableChunks } from '../../src/dataset/load/TableChunks.ts';
import { type PreparedTable, prepareTables } from '../../src/dataset/prepareTables.ts';
import { resolveTables } from '../../src/dataset/resolveTables.ts';
import { withEncoders } from '../../src/dataset/workers/withEncoders.ts';
import { defineTable } from '../../src/index.ts';
import { formatCount } from '../../src/units.ts';
import { localServer } from '../support/localServer.ts';
import { now } from '../support/tables.ts';
import { drizzleSeed, fakerInsert, insertSelect } from './others.ts';
import { customers, orderColumns, ordersSchema } from './tables.ts';

const [rows = 5_000_000, repeats = 5, slowRows = 100_000] = process.argv.slice(2).map(Number);
const names = ['orders', 'orders_2'];

interface Way {
  rows: number;
  run: () => Promise<unknown>;
}

const server = await localServer();
try {
  const database = await server.createDatabase('bench');
  const clients = [await server.connect(database), await server.connect(database)];
  const client = clients[0]!;
  for (const name of names) await client.query(ordersSchema(name));
  await client.query('create table customers (id bigint)');
  const declared = names.map((name) => defineTable(`public.${name}`, orderColumns).rows(rows));
  const targets = resolveTables([...declared, customers.rows(200_000)], await readCatalog(client), true);
  const tables = targets.slice(0, 2).map(prepareTables(targets, 1, now));
  const file = `${(await client.query('show data_directory')).rows[0].data_directory}/bench.copy`;

  await load(tables.slice(0, 1), clients);
  await client.query(`copy orders to '${file}' (format binary)`);
  const reference = 'COPY of a ready binary file, by the server';
  const ways: Record<string, Way> = {
    [reference]: { rows, run: () => client.query(`copy orders from '${file}' (format binary)`) },
    'pgrehearse, one table': { rows, run: () => load(tables.slice(0, 1), clients) },
    'pgrehearse, two tables': { rows: 2 * rows, run: () => load(tables, clients) },
    'INSERT … SELECT generate_series': {
      rows: Math.ceil(rows / 5),
      run: () => insertSelect(client, Math.ceil(rows / 5)),
    },
    'faker, 1,000 rows an INSERT': { rows: slowRows, run: () => fakerInsert(client, slowRows) },
    'drizzle-seed': { rows: slowRows, run: () => drizzleSeed(client, slowRows) },
  };
  const best = await measure(ways, client);
  const rate = (way: string) => ways[way]!.rows / best.get(way)!;

  const lines = Object.keys(ways).map(
    (way) =>
      `| ${way} | ${formatCount(ways[way]!.rows)} | ${formatCount(Math.round(rate(way) / 1000) * 1000)} | ${(rate(way) / rate(reference)).toFixed(2)} |`,
  );
  const machine = `${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.versions.node}, PostgreSQL ${server.version}`;
  process.stdout.write(
    `${machine}, ${new Date().toISOString().slice(0, 10)}\n\n| way | rows | rows/s | of the file's rate |\n| --- | ---: | ---: | ---: |\n${lines.join('\n')}\n`,
  );
  for (const each of clients) await each.end();
} finally {
  await server.stop();
}

/** The least seconds of each way, in turn, so that all meet the same weather. */
async function measure(ways: Readonly<Record<string, Way>>, client: Client): Promise<Map<string, number>> {
  const best = new Map<string, number>();
  for (let i = 0; i < repeats; i++)
    for (const [way, { run }] of Object.entries(ways)) {
      for (const name of names) await client.query(`truncate ${name}`);
      await client.query('checkpoint');
      const started = performance.now();
      await run();
      const seconds = (performance.now() - started) / 1000;
      best.set(way, Math.min(best.get(way) ?? Number.POSITIVE_INFINITY, seconds));
    }
  return best;
}

/** One stream a table, as a rehearsal loads. */
function load(loaded: readonly PreparedTable[], clients: readonly Client[]): Promise<unknown> {
  return withEncoders(loaded, null, (pool) =>
    Promise.all(
      loaded.map((table, i) => copyTable(clients[i]!, table, new TableChunks(table, pool), () => {})),
    ),
  );
}
