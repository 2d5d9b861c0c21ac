/**
 * Memory while many rows are loaded into a real server: the resident size of this process, its worker threads
 * included, each second. Orders refer to customers by a skewed draw.
 *
 * `npx tsx test/bench/memory.ts [rows] [file for the curve]`; 100 million rows take 8 GB of disk.
 */

import { appendFileSync, writeFileSync } from 'node:fs';
import { buildDataset } from '../../src/dataset/buildDataset.ts';
import * as api from '../../src/index.ts';
import { formatCount } from '../../src/units.ts';
import { localServer } from '../support/localServer.ts';
import { now } from '../support/tables.ts';

const rows = Number(process.argv[2] ?? 100_000_000);
const file = process.argv[3] ?? null;

const parents = Math.max(1, Math.round(rows / 10));
const customers = api.defineTable('public.customers', {
  id: api.sequence(),
  email: api.template('user{n}@example.com'),
});
const orders = api.defineTable('public.orders', {
  id: api.sequence(),
  customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.2 }),
  status: api.oneOf({ delivered: 82, shipped: 6, paid: 5, cancelled: 4, pending: 3 }),
  created_at: api.timestamps({ from: '-900 d', correlation: 1 }),
});
const schema = `create table customers (id bigint, email text);
  create table orders (id bigint, customer_id bigint, status text, created_at timestamptz)`;

const server = await localServer();
const started = performance.now();
const done = new Map<string, number>();
let highest = 0;
let step = 'starting';
if (file) writeFileSync(file, '');
const timer = setInterval(sample, 1000);
try {
  const dataset = await buildDataset(
    server,
    {
      tables: [orders.rows(rows - parents), customers.rows(parents)],
      seed: 1,
      now,
      fixtures: [],
      rowsPerTable: null,
      prepareBase: async (client) => void (await client.query(schema)),
    },
    {
      server() {},
      loading() {},
      table(name, rowsDone) {
        step = 'loading';
        done.set(name, rowsDone);
      },
      step(text) {
        step = text;
      },
    },
  );
  sample();
  const total = dataset.tables.reduce((sum, table) => sum + table.rows, 0);
  say(
    `${formatCount(total)} rows in ${(dataset.loadMs / 1000).toFixed(0)} s, at most ${highest.toFixed(0)} MB resident`,
  );
} finally {
  clearInterval(timer);
  await server.stop();
}

function sample(): void {
  const megabytes = process.memoryUsage.rss() / 2 ** 20;
  highest = Math.max(highest, megabytes);
  const loaded = [...done.values()].reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(5);
  say(
    `${seconds} s ${formatCount(loaded).padStart(12)} rows ${megabytes.toFixed(0).padStart(4)} MB  ${step}`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
  if (file) appendFileSync(file, `${line}\n`);
}
