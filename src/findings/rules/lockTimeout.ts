import type { MigrationFacts, StatementFacts } from '../../analysis/Facts.ts';
import { formatDuration } from '../../units.ts';
import { type Draft, locationOf, type Rule, statementCause } from '../Rule.ts';

/** lock_not_available. */
const gaveUp = '55P03';

export const lockTimeout: Rule = {
  id: 'lock/timeout',
  title: 'A statement gave up waiting for a lock',
  why: 'It waited as long as its lock_timeout let it. Whatever came behind it in the queue waited as long; then it was sent again, or the deploy stopped.',
  severity: 'warn; where the last attempt gave up, too, migration/failed is the same cause',
  example: {
    bad: 'ALTER TABLE orders ADD COLUMN region text; -- while a report reads orders for an hour',
    good: "SET lock_timeout = '2s', with retries and pauses that last longer than what holds the lock; or run it when that is over",
  },
  check({ facts }) {
    return facts.migrations.flatMap((migration) =>
      migration.statements.flatMap((statement) => {
        const { attempts = [], error } = statement;
        return attempts.length > 0 || error?.code === gaveUp ? [draft(migration, statement)] : [];
      }),
    );
  },
};

function draft(
  migration: MigrationFacts,
  { index, attempts = [], error, durationMs }: StatementFacts,
): Draft {
  const failed = error?.code === gaveUp;
  const waits = [...attempts.map((attempt) => attempt.durationMs), ...(failed ? [durationMs.high] : [])];
  const longest = Math.max(...waits);
  const pauses = attempts.reduce((total, { pauseMs }) => total + pauseMs, 0);
  const times = waits.length === 1 ? 'once' : `${waits.length} times`;
  const end = failed
    ? attempts.length > 0
      ? 'No attempt was left.'
      : 'It was not tried again.'
    : error
      ? `The attempt behind it failed: ${error.message}.`
      : `The ${attempts.length === 1 ? 'second' : 'last'} attempt got the lock.`;
  return {
    severity: 'warn',
    verdict: 'observed',
    subject: { migration: migration.id, statement: index },
    cause: statementCause(migration, index),
    location: locationOf(migration, index),
    measured: { value: waits.length, unit: 'count' },
    bound: null,
    title: `Statement ${index} of ${migration.id} gave up waiting for a lock ${times}, after ${formatDuration(longest)}`,
    why: `${end} Each time, what queued behind it waited as long as it did${pauses > 0 ? `; the pauses between took ${formatDuration(pauses)}` : ''}.`,
    remedy: failed
      ? 'Allow more retries or longer pauses (migrations.retries), so that together they outlast what holds the lock, or deploy when it is not there.'
      : 'Keep lock_timeout shorter than the stall that the application bears, and find out what held the lock: the transactions that stay open for longest.',
    evidence: `the attempts at statement ${index} of ${migration.id}: ${waits.map((ms) => formatDuration(ms)).join(', ')}`,
  };
}
