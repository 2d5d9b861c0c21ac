import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { nearest } from '../scenario/nearest.ts';
import type { ResolvedProduction } from '../scenario/ResolvedScenario.ts';
import type { PendingSpec } from '../scenario/Scenario.ts';
import { filesAtRevision } from './filesAtRevision.ts';
import type { Migration, MigrationHistory } from './MigrationHistory.ts';
import { notOnProduction } from './notOnProduction.ts';

export interface PendingSelection {
  /** What is applied before the rehearsal, in order. */
  base: Migration[];
  /** What is rehearsed, in order. */
  pending: Migration[];
  /** Where nothing is pending, the sentence that says so: `nothing pending since v1.42.0`. */
  nothing: string | null;
  /** By `production`: what is applied there and not in the directory, and what failed there; as the tool calls it. */
  missing: string[];
  failed: string[];
}

/**
 * Splits a history into base and pending migrations. `source` says where the choice was made, for messages:
 * a flag or a field of a file. `production` is what is known of it, for a choice by what it has applied.
 */
export async function resolvePending(
  history: MigrationHistory,
  pending: PendingSpec,
  source = 'migrations.pending',
  production: ResolvedProduction | null = null,
): Promise<PendingSelection> {
  if ('from' in pending) return splitAt(history, firstMatching(history, pending.from, source));
  if ('last' in pending) return splitAt(history, lastFew(history, pending.last, source));
  if ('since' in pending) return addedSince(history, pending.since, source);
  const found = await notOnProduction(history, production, source);
  return { ...found, nothing: found.pending.length === 0 ? 'nothing pending on production' : null };
}

function splitAt({ migrations }: MigrationHistory, index: number): PendingSelection {
  const [base, pending] = [migrations.slice(0, index), migrations.slice(index)];
  return { base, pending, nothing: null, missing: [], failed: [] };
}

function firstMatching({ directory, migrations }: MigrationHistory, from: string, source: string): number {
  const exact = migrations.findIndex(({ id }) => id === from);
  if (exact >= 0) return exact;
  const matches = migrations.filter(({ id }) => leadsWith(id, from));
  if (matches.length === 1) return migrations.indexOf(matches[0]!);

  const ids = migrations.map(({ id }) => id);
  const where = displayPath(directory);
  if (matches.length > 1) {
    throw new PgrehearseError(
      'usage/pending-ambiguous',
      `'${from}' matches ${matches.length} migrations in ${where}: ${matches.map(({ id }) => id).join(', ')}`,
      { source, hint: 'Give the whole id of the first migration to rehearse.' },
    );
  }
  const meant = nearest(from, ids);
  throw new PgrehearseError('usage/pending-not-found', `no migration in ${where} matches '${from}'`, {
    detail: `Expected an id or its leading number, such as ${near(from, ids).join(', ')}.`,
    source,
    hint: `${meant === undefined ? '' : `Did you mean '${meant}'? `}Give the id of the first migration to rehearse.`,
  });
}

/** `7` leads 0007_name and V7__name, and `2026-07-27` or `V0026` what goes on behind a mark. */
function leadsWith(id: string, from: string): boolean {
  if (/^\d+$/.test(from)) return leadingNumber(id) === BigInt(from);
  return /^V?\d/.test(from) && id.startsWith(from) && /^[^\p{L}\p{N}]/u.test(id.slice(from.length));
}

function leadingNumber(id: string): bigint | null {
  const digits = /^V?(\d+)/.exec(id)?.[1];
  return digits === undefined ? null : BigInt(digits);
}

/** At most five ids: those that share the longest beginning with what was asked for, the latest where none does. */
function near(wanted: string, ids: readonly string[]): string[] {
  const longest = Math.max(...ids.map((id) => sharedStart(wanted, id)));
  const close = ids.filter((id) => sharedStart(wanted, id) === longest);
  return (ids.length <= 5 ? [...ids] : close).slice(-5);
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function lastFew({ directory, migrations }: MigrationHistory, last: number, source: string): number {
  if (!Number.isInteger(last) || last < 1) {
    throw new PgrehearseError('usage/pending-last', `expected a positive whole number, found ${last}`, {
      source,
      hint: 'Give how many of the latest migrations to rehearse.',
    });
  }
  if (last > migrations.length) {
    throw new PgrehearseError(
      'usage/pending-last',
      `the last ${last} migrations were asked for, but ${displayPath(directory)} has ${migrations.length}`,
      { source, hint: `Ask for at most ${migrations.length}.` },
    );
  }
  return migrations.length - last;
}

/** Added means that the up file was not there at the revision; uncommitted and untracked files count. */
async function addedSince(
  history: MigrationHistory,
  since: string,
  source: string,
): Promise<PendingSelection> {
  const known = await filesAtRevision(history.directory, since, source);
  const [base, pending]: [Migration[], Migration[]] = [[], []];
  for (const migration of history.migrations) (known.has(migration.up.path) ? base : pending).push(migration);
  const nothing = pending.length === 0 ? `nothing pending since ${since}` : null;
  return { base, pending, nothing, missing: [], failed: [] };
}
