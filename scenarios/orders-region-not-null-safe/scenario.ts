import { defineScenario } from 'pgrehearse';
import { customers, orders } from '../../generators/shop.ts';

export default defineScenario({
  name: 'orders-region-not-null-safe',
  description:
    'The change of orders-region-not-null in safe steps: add, fill in batches, check without blocking, and only then NOT NULL.',
  tags: ['nightly'],
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [customers.rows(100_000), orders.rows(1_000_000)],
  now: '2026-02-15T00:00:00Z',
  queries: {
    'orders-of-customer': {
      sql: 'SELECT id, status, total FROM orders WHERE customer_id = $1 ORDER BY id DESC LIMIT 20',
      parameters: {
        top: { sql: 'SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1' },
        rare: { sql: 'SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*), 1 LIMIT 1' },
      },
    },
  },
  traffic: [
    { query: 'orders-of-customer', perSecond: 40 },
    {
      sql: 'UPDATE orders SET status = status WHERE id = $1',
      parameters: { first: [1], middle: { sql: 'SELECT max(id) / 2 FROM orders' } },
      perSecond: 10,
    },
  ],
  production: { rows: { 'public.orders': 14_000_000 } },
  budgets: {
    duration: '15 min',
    hold: { AccessExclusiveLock: '500 ms' },
    stall: '2 s',
    wal: '4 GB',
    rollback: '15 min',
  },
});
