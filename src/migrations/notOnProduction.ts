import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import type { ResolvedProduction } from '../scenario/ResolvedScenario.ts';
import { type AppliedSelection, appliedOnProduction } from './appliedOnProduction.ts';
import type { Migration, MigrationHistory } from './MigrationHistory.ts';

const capture =
  "Capture it with 'pgrehearse production capture', or let a DBA run what 'pgrehearse production sql' prints.";

/**
 * The migrations that production has applied, and the others. Of several histories the one that knows most of the
 * directory's migrations is taken.
 * @throws PgrehearseError `usage/pending-production` where production.json does not tell
 */
export async function notOnProduction(
  history: MigrationHistory,
  production: ResolvedProduction | null,
  source: string,
): Promise<{ base: Migration[]; pending: Migration[]; missing: string[]; failed: string[] }> {
  const fail = (message: string, detail: string | undefined, hint: string) =>
    new PgrehearseError('usage/pending-production', message, { detail, source, hint });
  if (!production?.known || production.file === null) {
    throw fail('what production has applied is not known: there is no production.json', undefined, capture);
  }
  const file = displayPath(production.file);
  const { migrations: histories, notRead } = production.known;
  if (histories.length === 0) {
    const unread = notRead.filter(({ what }) => what.startsWith('the applied migrations'));
    throw fail(
      `${file} has no history of applied migrations`,
      unread.map(({ what, reason }) => `Not read: ${what}: ${reason}.`).join('\n') ||
        'No table of a migration tool that is known was there.',
      unread[0]?.remedy
        ? `${unread[0].remedy}, and capture again.`
        : 'Select the pending migrations by id with from, or by a git revision with since.',
    );
  }
  const found: AppliedSelection[] = [];
  for (const each of histories) found.push(await appliedOnProduction(history, each, source));
  const best = found.reduce((a, b) => (b.applied.size > a.applied.size ? b : a));
  const listed = best.history.applied.length;
  if (best.applied.size === 0 && best.missing.length > 0) {
    throw fail(
      `none of the ${listed} migrations that production has applied is in ${displayPath(history.directory)}`,
      `${best.history.table} (${best.history.tool}) has ${few(best.missing)}; the directory has ${few(history.migrations.map(({ id }) => id))}.`,
      `Give the directory that production's migrations come from, or a ${file} of this database.`,
    );
  }
  const [base, pending]: [Migration[], Migration[]] = [[], []];
  for (const migration of history.migrations)
    (best.applied.has(migration.id) ? base : pending).push(migration);
  return { base, pending, missing: best.missing, failed: best.failed };
}

function few(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 2).join(', ')}, … ${names.at(-1)}`;
}
