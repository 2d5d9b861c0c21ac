import type { TrafficErrorFacts, TrafficFacts } from '../../analysis/Facts.ts';
import { formatCount } from '../../units.ts';
import type { Draft, Rule } from '../Rule.ts';

/** feature_not_supported: how PostgreSQL refuses a prepared statement whose result would have another type (plancache.c). */
const cachedPlanCode = '0A000';

interface Meaning {
  /** `fails`: the statement no longer fits, now and from here on. `passes`: the next attempt may succeed. */
  kind: 'fails' | 'passes';
  why: string;
  remedy: string;
}

const cutShort = 'Its wait was cut short by a timeout: what would have been a stall is an error to its user.';
const shorterHold =
  'Shorten what it waited for (see the stalls of the same statement), and let the application retry.';
const retry = 'Let the application retry the whole transaction on this error.';
const ended = 'Its connection was ended under it.';
const reconnect =
  'Look at what ended the connections: the migration, the server, or max_connections; let the application reconnect.';

/** Codes (errcodes.txt) of errors that pass by themselves. */
const passing: Record<string, Omit<Meaning, 'kind'>> = {
  '55P03': { why: cutShort, remedy: shorterHold },
  '57014': { why: cutShort, remedy: shorterHold },
  '25P03': { why: cutShort, remedy: shorterHold },
  '25P04': { why: cutShort, remedy: shorterHold },
  '40P01': {
    why: 'It and the migration waited for each other, and PostgreSQL ended it to let the migration go on.',
    remedy: `Take the migration's locks in the order in which the application takes its own, and as few as possible in one transaction. ${retry}`,
  },
  '40001': {
    why: 'It ran in a transaction whose snapshot the migration made useless, as REPEATABLE READ and SERIALIZABLE do.',
    remedy: retry,
  },
  '57P01': { why: ended, remedy: reconnect },
  '57P02': { why: ended, remedy: reconnect },
  '57P03': { why: ended, remedy: reconnect },
  connection: { why: ended, remedy: reconnect },
  timeout: {
    why: 'It still waited when the traffic ended, or too many waited before it.',
    remedy: shorterHold,
  },
};

const keepOld =
  'Keep what the running code needs until a later release: a view under the old name, or both columns.';

/** Codes of errors that stay until the code or the schema changes. */
const staying: Record<string, { why: string; remedy: string }> = {
  '42703': { why: 'It names a column that is no longer there.', remedy: keepOld },
  '42P01': { why: 'It names a relation that is no longer there.', remedy: keepOld },
  '42883': { why: 'It calls a function that is no longer there, or not for these types.', remedy: keepOld },
  '42804': { why: 'It gives a value of a type that the column no longer has.', remedy: keepOld },
  '42501': {
    why: 'Its role may no longer do that.',
    remedy:
      'Grant in the migration what the running code needs: new tables have no privileges, and policies filter.',
  },
  '23502': {
    why: 'It writes NULL, or nothing, where a value is now required.',
    remedy: 'Give the column a default until every server runs code that writes it.',
  },
  '23514': {
    why: 'It writes what a constraint now forbids.',
    remedy: 'Add the constraint once every server runs code that keeps it.',
  },
  '23503': {
    why: 'It writes what a foreign key now forbids.',
    remedy: 'Add the constraint once every server runs code that keeps it.',
  },
  '23505': {
    why: 'It writes what a unique index now forbids.',
    remedy: 'Add the constraint once every server runs code that keeps it.',
  },
};

function meaningOf(code: string): Meaning {
  const passes = passing[code];
  if (passes) return { kind: 'passes', ...passes };
  const stays = staying[code] ?? { why: 'It worked before the migrations began.', remedy: keepOld };
  return { kind: 'fails', ...stays };
}

/** Traffic is what the old code sends while the migrations run. */
export const trafficFails: Rule = {
  id: 'compatibility/query-fails',
  title: 'A statement of the traffic fails',
  severity:
    'fail where there is a budget or a baseline and the statement no longer fits; warn where it may be tried again',
  why: 'Servers that run the old code send it while the migrations run and after them, until the last one is replaced.',
  example: {
    bad: 'ALTER TABLE orders RENAME TO purchases;',
    good: 'ALTER TABLE orders RENAME TO purchases;\nCREATE VIEW orders AS SELECT * FROM purchases;',
  },
  check({ facts, gates }) {
    // A deadlock whose parties are known is a finding of its own.
    const told = facts.migrations.some(({ deadlocks }) => deadlocks.length > 0) ? '40P01' : null;
    return declared(facts.traffic).flatMap((item) => {
      const met = item.errors.filter(
        (error) => error.code !== cachedPlanCode && error.code !== told && sinceMigrations(error) > 0,
      );
      const fails = met.filter(({ code }) => meaningOf(code).kind === 'fails').slice(0, 1);
      const passes = met.filter(({ code }) => meaningOf(code).kind === 'passes');
      return [
        ...fails.map((error) =>
          draft(item, error, gates ? 'fail' : 'warn', gates ? 'regressed' : 'observed'),
        ),
        ...passes.map((error) => draft(item, error, 'warn', 'observed')),
      ];
    });
  },
};

function draft(
  { query, started }: TrafficFacts,
  error: TrafficErrorFacts,
  severity: 'fail' | 'warn',
  verdict: 'regressed' | 'observed',
): Draft {
  const { code, message } = error;
  const count = sinceMigrations(error);
  const { why, remedy } = meaningOf(code);
  return {
    severity,
    verdict,
    subject: { query },
    cause: `traffic ${query}`,
    location: null,
    measured: { value: count, unit: 'count' },
    bound: null,
    title: `${query} failed ${formatCount(count)} of ${formatCount(started)} times: ${message}`,
    why: /^\w{5}$/.test(code)
      ? `${why} PostgreSQL's code is ${code}, ${when(error)}.`
      : `${why} It came ${when(error)}.`,
    remedy,
    evidence: `traffic ${query}`,
  };
}

/** Canaries are ours: where a migration renames their relation, nobody else is hurt. */
function declared(traffic: readonly TrafficFacts[]): TrafficFacts[] {
  return traffic.filter(({ source }) => source === 'traffic');
}

/** What failed before the migrations began is not their doing. */
function sinceMigrations({ count, before }: TrafficErrorFacts): number {
  return before > 0 ? 0 : count;
}

function when({ during, after }: TrafficErrorFacts): string {
  const met = during.map(({ migration, count }) => `${times(count)} during ${migration}`);
  if (after > 0) met.push(`${times(after)} after the migrations`);
  return met.join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

/** It passes by itself: a driver prepares the statement anew, or a connection is replaced. */
export const cachedPlan: Rule = {
  id: 'compatibility/cached-plan',
  title: 'A prepared statement is refused after the migration',
  severity: 'warn',
  why: 'Drivers and poolers keep prepared statements; after a column of the result has changed its type, PostgreSQL refuses them until they are prepared again.',
  example: {
    bad: 'ALTER TABLE orders ALTER COLUMN amount TYPE bigint;',
    good: 'ALTER TABLE orders ADD COLUMN amount_big bigint;',
  },
  check({ facts }) {
    return declared(facts.traffic).flatMap((item) =>
      item.errors
        .filter((error) => error.code === cachedPlanCode && sinceMigrations(error) > 0)
        .map((error) => ({
          ...draft(item, error, 'warn', 'observed'),
          title: `${item.query} was refused ${formatCount(sinceMigrations(error))} of ${formatCount(item.started)} times: ${error.message}`,
          why: `PostgreSQL's code is ${error.code}, ${when(error)}. A connection that prepared the statement before the migration cannot run it after.`,
          remedy:
            'Let the application prepare it again on this error, or replace its connections in the deploy; name the columns instead of selecting all of them.',
        })),
    );
  },
};
