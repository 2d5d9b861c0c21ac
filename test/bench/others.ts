/** What else fills the orders table: the same columns, each the way its documentation recommends. */

import { faker } from '@faker-js/faker';
import { drizzle } from 'drizzle-orm/node-postgres';
import { bigint, boolean, integer, numeric, pgTable, timestamp, varchar } from 'drizzle-orm/pg-core';
import { seed } from 'drizzle-seed';
import type { Client } from 'pg';

const parents = 200_000;
const statuses = ['delivered', 'shipped', 'paid', 'cancelled', 'pending'];

export async function insertSelect(client: Client, rows: number): Promise<void> {
  await client.query(
    `insert into orders
     select g, 1 + floor(random() * ${parents})::bigint,
       (array['${statuses.join("','")}'])[1 + floor(random() * 5)::int], 1 + floor(random() * 50)::int,
       (1 + random() * 899)::numeric(12,2), random() < 0.8, now() - interval '900 days' * (1 - g / $1::float8)
     from generate_series(1, $1::bigint) g`,
    [rows],
  );
}

/** 1,000 rows a statement, as parameters. */
export async function fakerInsert(client: Client, rows: number): Promise<void> {
  const batch = 1000;
  const tuples = Array.from(
    { length: batch },
    (_, i) => `(${Array.from({ length: 7 }, (_, c) => `$${i * 7 + c + 1}`).join(',')})`,
  );
  for (let first = 0; first < rows; first += batch) {
    const count = Math.min(batch, rows - first);
    const values: unknown[] = [];
    for (let i = 0; i < count; i++)
      values.push(
        first + i + 1,
        faker.number.int({ min: 1, max: parents }),
        faker.helpers.arrayElement(statuses),
        faker.number.int({ min: 1, max: 50 }),
        faker.commerce.price({ min: 1, max: 900 }),
        faker.datatype.boolean(0.8),
        faker.date.past({ years: 2 }),
      );
    await client.query(`insert into orders values ${tuples.slice(0, count).join(',')}`, values);
  }
}

const orders = pgTable('orders', {
  id: bigint({ mode: 'number' }).primaryKey(),
  customerId: bigint('customer_id', { mode: 'number' }),
  status: varchar({ length: 20 }),
  quantity: integer(),
  total: numeric({ precision: 12, scale: 2 }),
  paid: boolean(),
  createdAt: timestamp('created_at', { withTimezone: true }),
});

export async function drizzleSeed(client: Client, rows: number): Promise<void> {
  await seed(drizzle(client), { orders }, { count: rows, seed: 1 }).refine((f) => ({
    orders: {
      columns: {
        id: f.intPrimaryKey(),
        customerId: f.int({ minValue: 1, maxValue: parents }),
        status: f.valuesFromArray({ values: statuses }),
        quantity: f.int({ minValue: 1, maxValue: 50 }),
        total: f.number({ minValue: 1, maxValue: 900, precision: 100 }),
        paid: f.boolean(),
        createdAt: f.timestamp(),
      },
    },
  }));
}
