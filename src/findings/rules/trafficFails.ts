import { formatCount } from '../../units.ts';
import type { Rule } from '../Rule.ts';

/** feature_not_supported: how PostgreSQL refuses a prepared statement whose result would have another type (plancache.c). */
const cachedPlanCode = '0A000';

/** Waits that were cut short, and lost connections: they are stalls, not queries that no longer fit. */
const notTheQuery = new Set([
  '55P03',
  '57014',
  '40P01',
  '40001',
  '57P01',
  '57P02',
  '57P03',
  'timeout',
  'connection',
  cachedPlanCode,
]);

/** Traffic is what the old code sends while the migrations run. */
export const trafficFails: Rule = {
  id: 'compatibility/query-fails',
  title: 'A statement of the traffic fails',
  severity: 'fail',
  why: 'Servers that run the old code send it while the migrations run and after them, until the last one is replaced.',
  example: {
    bad: 'ALTER TABLE orders RENAME TO purchases;',
    good: 'ALTER TABLE orders RENAME TO purchases;\nCREATE VIEW orders AS SELECT * FROM purchases;',
  },
  check({ facts, gates }) {
    return facts.traffic.flatMap(({ query, started, errors }) =>
      errors
        .filter(({ code, duringMigrations }) => duringMigrations && !notTheQuery.has(code))
        .slice(0, 1)
        .map(({ code, message, count }) => ({
          severity: gates ? ('fail' as const) : ('warn' as const),
          verdict: gates ? ('regressed' as const) : ('observed' as const),
          subject: { query },
          cause: `traffic ${query}`,
          location: null,
          measured: { value: count, unit: 'count' as const },
          bound: null,
          title: `${query} failed ${formatCount(count)} of ${formatCount(started)} times: ${message}`,
          why: `PostgreSQL's code is ${code}. It worked before the migrations began.`,
          remedy:
            'Keep what the running code needs until a later release: a view under the old name, or both columns.',
          evidence: `traffic ${query}`,
        })),
    );
  },
};

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
    return facts.traffic.flatMap(({ query, started, errors }) =>
      errors
        .filter(({ code }) => code === cachedPlanCode)
        .map(({ code, message, count }) => ({
          severity: 'warn' as const,
          verdict: 'observed' as const,
          subject: { query },
          cause: `traffic ${query}`,
          location: null,
          measured: { value: count, unit: 'count' as const },
          bound: null,
          title: `${query} was refused ${formatCount(count)} of ${formatCount(started)} times: ${message}`,
          why: `PostgreSQL's code is ${code}. A connection that prepared the statement before the migration cannot run it after.`,
          remedy:
            'Let the application prepare it again on this error, or replace its connections in the deploy.',
          evidence: `traffic ${query}`,
        })),
    );
  },
};
