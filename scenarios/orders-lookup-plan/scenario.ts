import { defineScenario } from 'pgrehearse';
import { customers, orders } from '../../generators/shop.ts';

export default defineScenario({
  name: 'orders-lookup-plan',
  description:
    'varchar becomes char: the lookup casts the column to text for every row, and no longer uses its index.',
  tags: ['nightly', 'lesson'],
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [customers.rows(150_000), orders.rows(1_500_000)],
  now: '2026-02-15T00:00:00Z',
  queries: {
    'orders-by-reference': {
      sql: 'SELECT id, status, total FROM orders WHERE reference = ANY ($1::text[])',
      parameters: { few: [['ORD-0000000042', 'ORD-0000000815', 'ORD-0000004711']] },
    },
    'order-by-id': {
      sql: 'SELECT status, total FROM orders WHERE id = $1',
      parameters: { some: [1000] },
    },
  },
  production: { rows: { 'public.orders': 14_000_000 } },
  budgets: { duration: '15 min', rollback: '15 min' },
  accept: [
    {
      rule: 'plan/buffers',
      subject: { query: 'orders-by-reference' },
      upTo: 500_000,
      reason: 'the lesson of this scenario: a type change moved a cast onto the column',
    },
    {
      rule: 'plan/latency',
      subject: { query: 'orders-by-reference' },
      upTo: '1 min',
      reason: 'the lesson of this scenario: every lookup reads the whole table',
    },
    {
      rule: 'plan/index-lost',
      subject: { query: 'orders-by-reference', relation: 'public.orders' },
      reason: 'the lesson of this scenario: (reference)::text is not what the index holds',
    },
    {
      rule: 'lock/queue',
      subject: { relation: 'public.orders' },
      reason: 'the lesson is about plans; orders-region-not-null-safe sets lock_timeout',
    },
  ],
});
