import type { MigrationFacts } from '../../analysis/Facts.ts';
import type { DeadlockFacts, DeadlockPartyFacts } from '../../analysis/WaitFacts.ts';
import { modeName } from '../../evidence/LockMode.ts';
import { formatCount } from '../../units.ts';
import { type Draft, locationOf, type Rule, type RuleContext, statementCause } from '../Rule.ts';

export const lockDeadlock: Rule = {
  id: 'lock/deadlock',
  title: 'The migration and others wait for each other',
  why: 'PostgreSQL ends one of them: either the migration fails, or a user’s transaction does. Until it notices, all of them and everybody behind them stand still.',
  severity: 'fail where there are budgets or a baseline that does not have it, else warn',
  example: {
    bad: 'LOCK TABLE orders; LOCK TABLE customers; -- the application takes customers first',
    good: "SET lock_timeout = '2s'; LOCK TABLE customers; LOCK TABLE orders; -- in the application's order",
  },
  check(context) {
    return context.facts.migrations.flatMap((migration) =>
      migration.deadlocks.map((deadlock) => draft(deadlock, migration, context)),
    );
  },
};

function draft(deadlock: DeadlockFacts, migration: MigrationFacts, context: RuleContext): Draft {
  const { statement, parties, count, repeat } = deadlock;
  const known = context.baseline?.migrations
    .find(({ id }) => id === migration.id)
    ?.deadlocks?.includes(statement);
  const fails = context.gates && !known;
  const isOwn = ({ role, name }: DeadlockPartyFacts) => role === 'migration' && name === migration.id;
  const own = parties.find(isOwn);
  const others = parties.filter((party) => !isOwn(party)).map(calledBy);
  return {
    severity: fails ? 'fail' : 'warn',
    verdict: fails ? 'regressed' : 'observed',
    subject: {
      migration: migration.id,
      statement,
      ...(own?.relation ? { relation: own.relation, mode: own.mode } : {}),
    },
    cause: statementCause(migration, statement),
    location: locationOf(migration, statement),
    measured: { value: count, unit: 'count' },
    bound: null,
    title: `Statement ${statement} of ${migration.id} and ${others.join(' and ') || 'itself'} waited for each other${count > 1 ? `, ${formatCount(count)} times` : ''}`,
    why: `${parties.map(waitWords).join(' ')} ${lastedWords(context)}`,
    remedy:
      'Take the locks in the order in which the application takes them, the strongest of each table first. SET lock_timeout below deadlock_timeout, so that the migration gives way and tries again, and change rows in small batches that commit each.',
    evidence: `repeat ${repeat}, what the server said of the deadlock it found (SQLSTATE 40P01)`,
  };
}

function calledBy({ role, name }: DeadlockPartyFacts): string {
  if (role === 'migration') return `the migration ${name}`;
  if (role === 'traffic') return `the traffic '${name}'`;
  return name === '' ? 'another session' : `'${name}'`;
}

function waitWords(party: DeadlockPartyFacts): string {
  const { relation, target, mode, sql, victim, statement } = party;
  const who = statement === null ? calledBy(party) : `statement ${statement} of ${party.name}`;
  const what =
    target === 'relation'
      ? `${modeName(mode)} on ${relation ?? 'a relation'}`
      : `a row${relation ? ` of ${relation}` : ''}`;
  const ended = victim ? ' This one was ended; another time it may be another.' : '';
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} waited for ${what} (${shortened(sql)}).${ended}`;
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** Here deadlocks are looked for after a millisecond. */
function lastedWords({ scenario, server }: RuleContext): string {
  const timeout =
    scenario.production?.server?.settings['deadlock_timeout'] ?? server?.settings['deadlock_timeout'] ?? '1s';
  return `On production it would have lasted for deadlock_timeout at least, which is ${timeout}.`;
}
