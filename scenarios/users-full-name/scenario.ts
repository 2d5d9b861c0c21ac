import { defineScenario } from 'pgrehearse';
import { users } from '../../generators/shop.ts';

export default defineScenario({
  name: 'users-full-name',
  description:
    'name becomes full_name by expanding, filling and contracting: safe for the table, but the old code fails once the old column is gone.',
  tags: ['nightly', 'lesson'],
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [users.rows(1_000_000)],
  now: '2026-02-15T00:00:00Z',
  queries: {
    'profile-of-old-code': {
      sql: 'SELECT id, name FROM users WHERE id = $1',
      parameters: { some: [1000] },
    },
    'profile-of-new-code': {
      sql: 'SELECT id, full_name FROM users WHERE id = $1',
      parameters: { some: [1000] },
    },
  },
  traffic: [
    {
      sql: 'UPDATE users SET logins = logins + 1 WHERE id = $1',
      parameters: { some: [1000] },
      perSecond: 20,
    },
  ],
  production: { rows: { 'public.users': 9_000_000 } },
  budgets: { duration: '15 min', hold: { AccessExclusiveLock: '500 ms' }, stall: '2 s', wal: '4 GB' },
  accept: [
    {
      rule: 'plan/query-fails',
      subject: { query: 'profile-of-old-code' },
      reason: 'the lesson of this scenario: contract only when no server runs the old code any more',
    },
  ],
});
