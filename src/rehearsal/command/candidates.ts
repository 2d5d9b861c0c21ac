import { appliedOnProduction } from '../../migrations/appliedOnProduction.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import { keysOfApplied, keysOfMigration } from '../../migrations/migrationKeys.ts';
import type { AppliedMigration } from '../../scenario/production/Production.ts';
import type { FoundHistory } from '../../server/target/readHistories.ts';
import type { Candidate } from './attribute.ts';

/** The table that a tool wrote into: the one that changed, else the first there is. */
export function changedHistory(
  before: readonly FoundHistory[],
  after: readonly FoundHistory[],
): { history: FoundHistory | null; added: AppliedMigration[] } {
  const all = after.map((history) => ({ history, added: addedTo(history, before) }));
  return all.find(({ added }) => added.length > 0) ?? all[0] ?? { history: null, added: [] };
}

function addedTo({ oid, applied }: FoundHistory, before: readonly FoundHistory[]): AppliedMigration[] {
  const known = new Set(before.find((one) => one.oid === oid)?.applied.map(keyOf));
  return applied.filter((one) => !known.has(keyOf(one)) && one.state !== 'undone');
}

function keyOf({ version, name, state }: AppliedMigration): string {
  return JSON.stringify([version, name, state]);
}

/** Without a directory, what was written down is all that is known. */
export function candidatesIn(added: readonly AppliedMigration[]): Candidate[] {
  return added.map((one) => ({
    id: calledBy(one),
    names: [one.version, ...(one.name ? [one.name] : [])],
    numbers: [],
  }));
}

/** A file's name without its ending, where the tool keeps one; else what it calls its version. */
function calledBy(one: AppliedMigration): string {
  const [, bare] = [...keysOfApplied({ version: one.version }).names];
  return bare ?? one.version;
}

/** Those of a directory, and which of them the tool has written down as applied. */
export async function candidatesOf(
  pending: readonly Migration[],
  directory: string,
  history: FoundHistory | null,
): Promise<{ candidates: Candidate[]; recorded: ReadonlySet<string> }> {
  const keys = pending.map((migration) => ({
    migration,
    ...keysOfMigration(migration, history?.tool ?? null, new Map()),
  }));
  const candidates = keys.map(({ migration: { id }, names, numbers }) => {
    const digits = /\d+/.exec(id)?.[0];
    return { id, names: [...names], numbers: [...numbers, ...(digits === undefined ? [] : [digits])] };
  });
  if (!history) return { candidates, recorded: new Set() };
  const { applied } = await appliedOnProduction(
    { directory, layout: 'plain', migrations: [...pending] },
    history,
    'migrations.historyTable',
  );
  return { candidates, recorded: applied };
}
