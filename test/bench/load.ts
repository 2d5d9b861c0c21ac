/**
 * How fast rows are generated, sent and stored, against the server reading a ready binary file of the same
 * rows: interleaved, the best of the repeats. `npx tsx test/bench/load.ts [rows] [repeats]`
 */

import { readCatalog } from '../../src/dataset/catalog/readCatalog.ts';
import { copyTable } from '../../src/dataset/load/copyTable.ts';
import { prepareTables } from '../../src/dataset/prepareTables.ts';
import { resolveTables } from '../../src/dataset/resolveTables.ts';
import * as api from '../../src/index.ts';
import { formatCount } from '../../src/units.ts';
import { localServer } from '../support/localServer.ts';
import { now } from '../support/tables.ts';

const rows = Number(process.argv[2] ?? 2_000_000);
const repeats = Number(process.argv[3] ?? 5);

const customers = api.defineTable('public.customers', { id: api.sequence() });
const created_at = api.timestamps({ from: '-900 d', correlation: 1 });
const status = api.oneOf({ delivered: 82, shipped: 6, paid: 5, cancelled: 4, pending: 3 });
const plain = api.defineTable('public.plain', {
  id: api.sequence(),
  customer_id: api.references(customers, 'id'),
  status,
  quantity: api.uniform(1, 50),
  total: api.uniform(1, 900, { decimals: 2 }),
  paid: api.boolean(0.8),
  created_at,
});
const rich = api.defineTable('public.rich', {
  id: api.sequence(),
  customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.2 }),
  status,
  total: api.lognormal(40, 1, { decimals: 2 }),
  created_at,
  note: api.nullable(
    0.7,
    api.pool(5_000, (faker) => faker.lorem.sentence()),
  ),
  details: api.json({ channel: api.oneOf(['web', 'app']), items: api.zipf(1.5, 9) }),
  email: api.template('user{n}@example.com'),
});

const server = await localServer();
try {
  const client = await server.connect(await server.createDatabase('bench'));
  await client.query(`create table customers (id bigint);
    create table plain (id bigint, customer_id bigint, status varchar(20), quantity int, total numeric(12,2), paid bool, created_at timestamptz);
    create table rich (id bigint, customer_id bigint, status varchar(20), total numeric(12,2), created_at timestamptz, note text, details jsonb, email text)`);
  const directory = (await client.query('show data_directory')).rows[0].data_directory as string;
  const targets = resolveTables(
    [customers.rows(200_000), plain.rows(rows), rich.rows(rows)],
    await readCatalog(client),
    true,
  );
  const prepare = prepareTables(targets, 1, now);

  for (const target of targets.slice(1)) {
    const { name } = target.table;
    const { encoder } = prepare(target);
    const file = `${directory}/bench.copy`;
    const ours = () => copyTable(client, name, rows, encoder, () => {});
    const servers = () => client.query(`copy ${name} from '${file}' (format binary)`);
    await ours();
    await client.query(`copy ${name} to '${file}' (format binary)`);
    const best = { ours: Number.POSITIVE_INFINITY, servers: Number.POSITIVE_INFINITY };
    let processor = Number.POSITIVE_INFINITY;
    for (let i = 0; i < repeats; i++) {
      const used = process.cpuUsage();
      best.ours = Math.min(best.ours, await timed(ours));
      const { user, system } = process.cpuUsage(used);
      processor = Math.min(processor, (user + system) / 1e6);
      best.servers = Math.min(best.servers, await timed(servers));
    }
    async function timed(load: () => Promise<unknown>): Promise<number> {
      await client.query(`truncate ${name}; checkpoint`);
      const started = performance.now();
      await load();
      return (performance.now() - started) / 1000;
    }
    const rate = (seconds: number) => formatCount(rows / seconds).padStart(10);
    process.stdout.write(
      `${name}: ours ${rate(best.ours)} rows/s, the server's own file ${rate(best.servers)} rows/s, ` +
        `ratio ${(best.servers / best.ours).toFixed(2)}, our processor ${rate(processor)} rows/s\n`,
    );
  }
  await client.end();
} finally {
  await server.stop();
}
