import type { MigrationFacts } from '../../analysis/Facts.ts';
import { conflict } from '../../analysis/lockConflicts.ts';
import type { Queue } from '../../analysis/queues.ts';
import { modeName } from '../../evidence/LockMode.ts';
import { formatDuration } from '../../units.ts';
import { type Draft, locationOf, type Rule, type RuleContext, statementCause } from '../Rule.ts';

/** From the locks and the settings, not from a stall: whether a report runs at that moment is chance. */
export const lockQueue: Rule = {
  id: 'lock/queue',
  title: 'A queue can form behind a waiting lock',
  why: 'While a strong lock waits for a report or a backup to end, every statement that comes after waits behind it: a change of a millisecond stalls the application for as long as the report runs.',
  severity:
    'fail where the baseline did not have it; warn where no lock_timeout is in force, or one that is longer than the budget for stalls',
  example: {
    bad: 'ALTER TABLE orders ADD COLUMN region text;',
    good: "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN region text; -- and try again after a pause",
  },
  check(context) {
    return context.facts.migrations.flatMap((migration) =>
      migration.queues.flatMap((queue) => {
        const bound = boundOf(queue, context);
        return bound === null ? [] : [draft(queue, migration, bound, context)];
      }),
    );
  },
};

/** `none`: it lasts as long as whoever is in front; else the budget that lock_timeout exceeds; null: all is well. */
function boundOf(
  { lockTimeoutMs, relation }: Queue,
  { scenario: { budgets } }: RuleContext,
): 'none' | number | null {
  if (lockTimeoutMs === 0) return 'none';
  const budget = budgets.relations[relation]?.stallMs ?? budgets.worst.stallMs;
  return budget !== null && lockTimeoutMs > budget ? budget : null;
}

function draft(
  queue: Queue,
  migration: MigrationFacts,
  bound: 'none' | number,
  { baseline }: RuleContext,
): Draft {
  const { statement, relation, mode, lockTimeoutMs } = queue;
  const known = baseline?.migrations.find(({ id }) => id === migration.id)?.queues;
  const isNew = known !== undefined && !known.includes(relation) && bound === 'none';
  const what = `Statement ${statement} of ${migration.id} waits for ${modeName(mode)} on ${relation}`;
  return {
    severity: isNew ? 'fail' : 'warn',
    verdict: isNew ? 'regressed' : 'observed',
    subject: { migration: migration.id, statement, relation, mode },
    cause: statementCause(migration, statement),
    location: locationOf(migration, statement),
    measured: null,
    bound: bound === 'none' ? null : { kind: 'budget', value: bound, unit: 'ms' },
    title:
      bound === 'none'
        ? `${what} as long as it takes: no lock_timeout is in force`
        : `${what} up to ${formatDuration(lockTimeoutMs)}, its lock_timeout; a stall may last ${formatDuration(bound)}`,
    why: `${whoQueues(queue)} that come meanwhile wait behind it, although it holds nothing yet. ${probed(queue)}`.trim(),
    remedy:
      bound === 'none'
        ? "SET lock_timeout (for example '2s') before the statement, and run the migration again after a pause when it gives up: a queue then lasts two seconds at most."
        : `Set a lock_timeout below ${formatDuration(bound)}, and try again more often instead.`,
    evidence: `the locks that statement ${statement} of ${migration.id} took, and SHOW lock_timeout before it`,
  };
}

function whoQueues({ mode }: Queue): string {
  return conflict(mode, 'AccessShareLock') ? 'Reads and writes' : 'Writes';
}

/** What was seen, with a transaction of ours in front. */
function probed({ probe }: Queue): string {
  if (!probe) return '';
  const { heldMs, queuedMs, readMs, writeMs, end } = probe;
  const victims = [readMs === null ? '' : 'a read', writeMs === null ? '' : 'a write'].filter(Boolean);
  const longest = Math.max(readMs ?? 0, writeMs ?? 0);
  const front = `With a transaction in front that stayed open for ${formatDuration(heldMs)}`;
  const migration =
    end === 'gaveUp'
      ? `the migration gave up after ${formatDuration(queuedMs)}`
      : `the migration waited ${formatDuration(queuedMs)}`;
  if (victims.length === 0) return `${front}, ${migration}.`;
  return `${front}, ${migration}, and ${victims.join(' and ')} behind it ${victims.length === 1 ? 'was' : 'were'} stalled for ${formatDuration(longest)}.`;
}
