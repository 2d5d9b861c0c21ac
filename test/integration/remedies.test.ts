import type { Client } from 'pg';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { binaries15 } from '../support/otherServers.ts';
import { advisedFor } from '../support/remedies.ts';
import { assert, suite } from '../support/suite.ts';

const base = `
  CREATE TABLE customers (id int PRIMARY KEY);
  INSERT INTO customers SELECT generate_series(1, 100);
  CREATE DOMAIN small AS int;
  CREATE TABLE orders (id int, customer_id int, region text, amount small, "Odd name" text);
  INSERT INTO orders SELECT i, i % 100 + 1, 'eu', i, 'x' FROM generate_series(1, 2000) i;
  ALTER TABLE orders ALTER id SET NOT NULL;
  CREATE INDEX orders_region_idx ON orders (region);
  CREATE MATERIALIZED VIEW regions AS SELECT DISTINCT region FROM orders;
  CREATE UNIQUE INDEX ON regions (region);
  CREATE SCHEMA "Other.one";
  CREATE TABLE "Other.one".orders (id int);
  CREATE TABLE parts (a int) PARTITION BY RANGE (a);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9);
`;

/** Statements that block, and a query that is true once what they are for is there. */
const cases: readonly (readonly [string, string])[] = [
  [
    'ALTER TABLE orders ALTER COLUMN region SET NOT NULL',
    `SELECT attnotnull AS there FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'region'`,
  ],
  [
    'ALTER TABLE orders ALTER "Odd name" SET NOT NULL',
    `SELECT attnotnull AS there FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'Odd name'`,
  ],
  [
    'ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid()',
    `SELECT count(*) = 1 AS there FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'key' AND atthasdef`,
  ],
  [
    'ALTER TABLE orders ADD COLUMN number bigserial',
    `SELECT pg_get_serial_sequence('orders', 'number') IS NOT NULL AS there`,
  ],
  [
    'ALTER TABLE "Other.one".orders ADD COLUMN number bigserial',
    `SELECT pg_get_serial_sequence('"Other.one".orders', 'number') IS NOT NULL AS there`,
  ],
  [
    'ALTER TABLE orders ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (id) INCLUDE (region) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED',
    `SELECT condeferred AND indnullsnotdistinct AND indnatts = 2 AND reloptions = '{fillfactor=70}' AS there
       FROM pg_constraint c JOIN pg_index i ON i.indexrelid = c.conindid JOIN pg_class r ON r.oid = i.indexrelid WHERE conname = 'one'`,
  ],
  [
    'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers',
    `SELECT convalidated AS there FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'f'`,
  ],
  [
    'ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0)',
    `SELECT convalidated AS there FROM pg_constraint WHERE conname = 'positive'`,
  ],
  [
    'ALTER TABLE orders ADD CONSTRAINT orders_key UNIQUE (id, region)',
    `SELECT count(*) = 1 AS there FROM pg_constraint WHERE conname = 'orders_key' AND contype = 'u'`,
  ],
  [
    'ALTER TABLE orders ADD PRIMARY KEY (id)',
    `SELECT count(*) = 1 AS there FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'p'`,
  ],
  [
    'CREATE INDEX orders_customer_idx ON orders (customer_id)',
    `SELECT indisvalid AS there FROM pg_index WHERE indexrelid = 'orders_customer_idx'::regclass`,
  ],
  ['DROP INDEX orders_region_idx', `SELECT to_regclass('orders_region_idx') IS NULL AS there`],
  ['REINDEX TABLE orders', 'SELECT true AS there'],
  ['REFRESH MATERIALIZED VIEW regions', 'SELECT true AS there'],
  [
    'ALTER TABLE parts DETACH PARTITION parts_1',
    `SELECT count(*) = 0 AS there FROM pg_inherits WHERE inhparent = 'parts'::regclass`,
  ],
  [
    'ALTER DOMAIN small ADD CONSTRAINT positive CHECK (value > 0)',
    `SELECT convalidated AS there FROM pg_constraint WHERE contypid = 'small'::regtype`,
  ],
];

const servers = [
  ['embedded server', {}, null],
  ['server of PostgreSQL 15', { bin: '/usr/lib/postgresql/15/bin' }, binaries15],
] as const;

for (const [name, options, absent] of servers)
  suite(`the sequences that findings advise, on the ${name}`, ({ test, skip, before, after }) => {
    if (absent !== null) return skip('they run', absent);
    let server: Server;
    before(async () => {
      server = await localServer(options);
    });
    after(() => server?.stop());

    for (const [sql, question] of cases)
      test(`in place of ${sql}`, async () => {
        const database = await server.createDatabase('remedy');
        const client = await server.connect(database);
        try {
          await client.query(base);
          const { sql: lines } = await advisedFor(sql, server.major);
          assert.ok(lines.length > 0);
          assert.equal(await blockingWork(client, lines), []);
          const { rows } = await client.query<{ there: boolean }>(question);
          assert.is(rows[0]?.there, true);
        } finally {
          await client.end();
          await server.dropDatabase(database);
        }
      });
  });

/** The lines that write a table anew, or read it under a lock that keeps reads out. */
async function blockingWork(client: Client, lines: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  let said: string[] = [];
  client.on('notice', ({ message }) => said.push(message ?? ''));
  await client.query('SET client_min_messages = debug1');
  for (const line of lines) {
    said = [];
    await client.query(line);
    const scans = said.some((message) => /^verifying table/.test(message)) && !/VALIDATE/.test(line);
    if (scans || said.some((message) => /^rewriting table/.test(message))) found.push(line);
  }
  return found;
}
