import type { MigrationEvidence, TransactionEnd } from '../../evidence/MigrationEvidence.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import { type AttemptPolicy, Attempts } from './Attempts.ts';
import { applyMigration } from './applyMigration.ts';
import { endTransaction } from './endTransaction.ts';
import type { Session } from './Session.ts';

/** Migrations that run on one connection: those that follow each other in a shared transaction, every other alone. */
export function groupsOf(pending: readonly Migration[]): Migration[][] {
  const groups: Migration[][] = [];
  for (const migration of pending) {
    const last = groups.at(-1);
    const shares = (one: Migration | undefined) => one?.up.transaction === 'shared';
    if (last && shares(migration) && shares(last[0])) last.push(migration);
    else groups.push([migration]);
  }
  return groups;
}

export interface Group {
  migrations: readonly Migration[];
  /** Of each of them. */
  evidence: readonly MigrationEvidence[];
  policy: AttemptPolicy;
  /** Called before each. */
  starting?: (migration: Migration) => void;
}

/** Applies one of `groupsOf`, and writes what was seen into the evidence as it comes. Throws as `applyMigration`. */
export async function applyGroup(group: Group, session: Session): Promise<void> {
  const [first] = group.migrations;
  try {
    if (first?.up.transaction === 'shared') await new SharedTransaction(group, session).apply();
    else {
      group.starting?.(first!);
      await applyMigration(first!.up, session, group.evidence[0]!, group.policy);
    }
  } finally {
    group.evidence.forEach(nameAttempts);
  }
}

/** With each statement its own attempts that ended at a lock_timeout. */
function nameAttempts({ statements, retried = [] }: MigrationEvidence): void {
  for (const attempt of retried) {
    const failed = attempt.statements.at(-1);
    const twin = statements.find(({ index }) => index === failed?.index);
    if (!failed?.error || !twin) continue;
    const { sentMs, acknowledgedMs, error } = failed;
    twin.attempts ??= [];
    twin.attempts.push({ sentMs, acknowledgedMs, error, pauseMs: attempt.pauseMs });
  }
}

/** One transaction around several files. */
class SharedTransaction {
  readonly #group: Group;
  readonly #session: Session;
  /** Those that are in the transaction that is open. */
  #within: MigrationEvidence[] = [];

  constructor(group: Group, session: Session) {
    this.#group = group;
    this.#session = session;
  }

  async apply(): Promise<void> {
    const attempts = new Attempts(this.#group.policy);
    for (;;) {
      await attempts.setTimeout(this.#session);
      const failed = await this.#once();
      if (failed === null) return;
      // What was committed on the way stays, and nothing can be tried as a whole any more.
      const committed = this.#group.evidence.some(({ ends }) => ends.some(({ kind }) => kind === 'commit'));
      const code = failed.statements.at(-1)?.error?.code;
      const pauseMs = committed ? null : await attempts.again(code);
      if (pauseMs === null) return this.#markRolledBack(failed);
      this.#setAside(pauseMs);
    }
  }

  /** @returns the migration that failed */
  async #once(): Promise<MigrationEvidence | null> {
    const { migrations, evidence, policy, starting } = this.#group;
    const begin = await this.#session.run('BEGIN');
    if (begin.error) throw begin.error;
    evidence[0]!.startedMs ??= begin.sentMs;
    let open = true;
    for (const [i, migration] of migrations.entries()) {
      starting?.(migration);
      const seen = evidence[i]!;
      const played = await applyMigration(migration.up, this.#session, seen, policy, open);
      if (migration.up.error && open) await endTransaction('rollback', { index: 0 }, this.#session, seen);
      open = played === 'open';
      const [end] = seen.ends;
      if (end) this.#endEarlier(end);
      if (played === 'failed') return seen;
      if (open) this.#within.push(seen);
    }
    return open ? this.#commit() : null;
  }

  async #commit(): Promise<MigrationEvidence | null> {
    const last = this.#group.evidence.at(-1)!;
    const committed = await endTransaction('commit', { index: lastIndex(last) }, this.#session, last);
    const end = last.ends.at(-1)!;
    last.finishedMs = end.acknowledgedMs;
    this.#within = this.#within.filter((seen) => seen !== last);
    this.#endEarlier(end);
    if (committed) return null;
    last.status = 'failed';
    return last;
  }

  /** The locks of those before went with the end, too. */
  #endEarlier(end: TransactionEnd): void {
    for (const earlier of this.#within)
      earlier.ends.push({ ...end, statement: lastIndex(earlier), shared: true });
    this.#within = [];
  }

  #markRolledBack(failed: MigrationEvidence): void {
    for (const seen of this.#group.evidence) {
      if (seen === failed || seen.ends.at(-1)?.kind !== 'rollback') continue;
      seen.status = 'skipped';
      seen.rolledBackBy = failed.id;
    }
  }

  /** What an attempt showed, kept beside what the next will show. */
  #setAside(pauseMs: number): void {
    for (const seen of this.#group.evidence) {
      if (seen.statements.length === 0) continue;
      seen.retried ??= [];
      seen.retried.push({ statements: seen.statements.splice(0), ends: seen.ends.splice(0), pauseMs });
      seen.status = 'skipped';
    }
  }
}

function lastIndex({ statements }: MigrationEvidence): number {
  return statements.at(-1)?.index ?? 0;
}
