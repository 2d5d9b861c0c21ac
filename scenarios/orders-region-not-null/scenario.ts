import { defineScenario } from 'pgrehearse';
import { customers, orders } from '../../generators/shop.ts';

export default defineScenario({
  name: 'orders-region-not-null',
  description:
    'A column with a volatile default and NOT NULL, added to millions of orders in one statement: the table is rewritten under ACCESS EXCLUSIVE while the API waits.',
  tags: ['nightly', 'lesson'],
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [customers.rows(200_000), orders.rows(2_000_000)],
  now: '2026-02-15T00:00:00Z',
  queries: {
    'orders-of-customer': {
      sql: 'SELECT id, status, total FROM orders WHERE customer_id = $1 ORDER BY id DESC LIMIT 20',
      parameters: {
        top: { sql: 'SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1' },
        rare: { sql: 'SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*), 1 LIMIT 1' },
      },
    },
    'order-by-id': {
      sql: 'SELECT status, total, details FROM orders WHERE id = $1',
      parameters: { first: [1], last: { sql: 'SELECT max(id) FROM orders' } },
    },
  },
  traffic: [
    { query: 'orders-of-customer', perSecond: 40 },
    { query: 'order-by-id', perSecond: 40 },
  ],
  production: { rows: { 'public.orders': 14_000_000 } },
  budgets: {
    duration: '15 min',
    hold: { AccessExclusiveLock: '500 ms' },
    stall: '1 s',
    wal: '4 GB',
    rollback: '15 min',
  },
  accept: [
    {
      rule: 'lock/hold',
      subject: { relation: 'public.orders', mode: 'AccessExclusiveLock' },
      upTo: '5 min',
      reason: 'the lesson of this scenario; orders-region-not-null-safe is the same change in safe steps',
    },
    {
      rule: 'lock/stall',
      subject: { relation: 'public.orders' },
      upTo: '5 min',
      reason: 'the lesson of this scenario: the API waits for the whole rewrite',
    },
    {
      rule: 'migration/rewrite',
      subject: { relation: 'public.orders' },
      upTo: '5 min',
      reason: 'the lesson of this scenario: a volatile default rewrites every row',
    },
    {
      rule: 'lock/queue',
      subject: { relation: 'public.orders' },
      reason: 'the lesson of this scenario; orders-region-not-null-safe sets lock_timeout',
    },
  ],
});
