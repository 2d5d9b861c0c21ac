import type { CatalogColumn } from '../../src/dataset/catalog/Catalog.ts';
import type { TableRows } from '../../src/index.ts';
import * as api from '../../src/index.ts';
import { pgType } from '../support/tables.ts';

/** A table to generate, followed by those that it refers to. */
export interface BenchTable {
  name: string;
  tables: readonly [TableRows, ...TableRows[]];
  /** Types of its columns. */
  types: Record<string, string | Partial<CatalogColumn>>;
  /** CREATE TABLE statements. */
  schema: string;
}

export const customers = api.defineTable('public.customers', { id: api.sequence() });
const created_at = api.timestamps({ from: '-900 d', correlation: 1 });
const status = api.oneOf({ delivered: 82, shipped: 6, paid: 5, cancelled: 4, pending: 3 });

/** Seven columns of an ordinary orders table. */
export const orderColumns = {
  id: api.sequence(),
  customer_id: api.references(customers, 'id'),
  status,
  quantity: api.uniform(1, 50),
  total: api.uniform(1, 900, { decimals: 2 }),
  paid: api.boolean(0.8),
  created_at,
};

/** Dictionaries, skewed references, NULLs, JSON and unique e-mails. */
const richColumns = {
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
};

export function benchTables(rows: number): BenchTable[] {
  const parents = customers.rows(200_000);
  return [
    {
      name: 'plain',
      tables: [api.defineTable('public.plain', orderColumns).rows(rows), parents],
      types: {
        id: 'int8',
        customer_id: 'int8',
        status: 'varchar',
        quantity: 'int4',
        total: { type: pgType('numeric', 12 * 65_536 + 2 + 4, 'numeric(12,2)') },
        paid: 'bool',
        created_at: 'timestamptz',
      },
      schema: `create table plain (id bigint, customer_id bigint, status varchar(20), quantity int,
        total numeric(12,2), paid bool, created_at timestamptz)`,
    },
    {
      name: 'rich',
      tables: [api.defineTable('public.rich', richColumns).rows(rows), parents],
      types: {
        id: 'int8',
        customer_id: 'int8',
        status: 'varchar',
        total: { type: pgType('numeric', 12 * 65_536 + 2 + 4, 'numeric(12,2)') },
        created_at: 'timestamptz',
        note: 'text',
        details: 'jsonb',
        email: 'text',
      },
      schema: `create table rich (id bigint, customer_id bigint, status varchar(20), total numeric(12,2),
        created_at timestamptz, note text, details jsonb, email text)`,
    },
  ];
}

export function ordersSchema(name: string): string {
  return `create table ${name} (id bigint, customer_id bigint, status varchar(20), quantity int,
    total numeric(12,2), paid bool, created_at timestamptz)`;
}
