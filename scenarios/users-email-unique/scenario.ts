import { defineScenario } from 'pgrehearse';
import { users } from '../../generators/shop.ts';

export default defineScenario({
  name: 'users-email-unique',
  description:
    'A unique index on e-mails: it is built on an empty database without complaint, and fails on real duplicates.',
  tags: ['nightly', 'lesson'],
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [users.rows(2_300_000)],
  now: '2026-02-15T00:00:00Z',
  queries: {
    'user-by-email': {
      sql: 'SELECT id, name FROM users WHERE email = $1',
      parameters: { some: { sql: 'SELECT email FROM users WHERE id = 1000' } },
    },
  },
  traffic: [{ query: 'user-by-email', perSecond: 40 }],
  production: { rows: { 'public.users': 9_000_000 } },
  budgets: { duration: '15 min', hold: { AccessExclusiveLock: '500 ms' } },
  accept: [
    {
      rule: 'migration/failed',
      subject: { migration: '0002_users_email_unique' },
      reason: 'the lesson of this scenario: duplicates that differ in case only must be merged first',
    },
    {
      rule: 'lock/queue',
      subject: { relation: 'public.users' },
      reason: 'the lesson is about duplicates; orders-region-not-null-safe sets lock_timeout',
    },
  ],
});
