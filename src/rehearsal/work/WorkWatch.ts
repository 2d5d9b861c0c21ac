import type { Client } from 'pg';
import type { StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import { changedFiles, type Files, readFiles } from './changedFiles.ts';
import { namesInNotices } from './namesInNotices.ts';
import type { ProgressWatch } from './ProgressWatch.ts';
import { countedKinds, readSeqScans, type SeqScans } from './seqScans.ts';
import { readWal, type Wal, walPosition } from './wal.ts';

/** Kinds that can give a relation another file. */
const fileKinds = new Set([
  'AlterTableStmt',
  'AlterTableMoveAllStmt',
  'ClusterStmt',
  'VacuumStmt',
  'RefreshMatViewStmt',
  'TruncateStmt',
  'ReindexStmt',
  'DoStmt',
  'CallStmt',
  'SelectStmt',
  'CreateExtensionStmt',
  'AlterExtensionStmt',
]);

/** ALTER TABLE says at DEBUG1 what it writes anew; not what it moves to another tablespace. */
function mayChangeFiles({ kind, sql }: Pick<Statement, 'kind' | 'sql'>): boolean {
  return fileKinds.has(kind) && (kind !== 'AlterTableStmt' || /\btablespace\b/i.test(sql));
}

/**
 * Looks at what a statement left behind, on the migrating session itself, as another one sees nothing of it
 * before the commit: files, counters, and who bears the names that the server gave. Asked only where the
 * statement is of a kind that can have done the work, and never before anything else in a transaction, which
 * SET TRANSACTION must be.
 */
export class WorkWatch {
  readonly tellsTemporaryFiles: boolean;
  readonly #session: Client;
  readonly #observer: Client;
  /** Before the migration: what it creates is nobody's loss. */
  readonly #original: Files;
  /** Null where they must be read again. */
  #files: Files | null;
  #scans: SeqScans | null = null;
  #progress: { watch: ProgressWatch; backend: number } | null = null;
  /** After the statement before, in its transaction. */
  #locked: number[] = [];
  /** After the statement before; null where it must be read again. */
  #wal: number | null = null;
  /** Whether the position was not asked for after the statement before. */
  #skipped = false;

  private constructor(session: Client, observer: Client, files: Files, tellsTemporaryFiles: boolean) {
    this.tellsTemporaryFiles = tellsTemporaryFiles;
    this.#session = session;
    this.#observer = observer;
    this.#original = files;
    this.#files = files;
  }

  /** Before the session's first transaction. */
  static async open(session: Client, observer: Client): Promise<WorkWatch> {
    const { rows } = await session.query<{ asked: boolean }>(
      `SELECT pg_catalog.current_setting('log_temp_files') = '0' AS asked`,
    );
    return new WorkWatch(session, observer, await readFiles(session), rows[0]!.asked);
  }

  /** Outside a transaction, in which nothing is handed over. */
  async wal(): Promise<Wal> {
    const wal = await readWal(this.#session, this.#observer);
    this.#wal = wal.position;
    return wal;
  }

  /** From now on long statements are followed through their phases. */
  follow(watch: ProgressWatch, backend: number): void {
    this.#progress = { watch, backend };
  }

  async before(statement: Pick<Statement, 'kind' | 'index' | 'sql'>): Promise<void> {
    const { kind, index } = statement;
    if (mayChangeFiles(statement)) this.#files ??= await readFiles(this.#session);
    this.#scans = countedKinds.has(kind) ? await readSeqScans(this.#session) : null;
    this.#wal ??= await walPosition(this.#observer);
    this.#progress?.watch.begin(this.#progress.backend, index, fileKinds.has(kind) ? this.#locked : null);
  }

  /** Right after the statement, whether it worked or not. */
  ended(seen: StatementEvidence): void {
    const phases = this.#progress?.watch.end() ?? [];
    if (phases.length > 0) seen.progress = phases;
  }

  /** Writes what it finds into the statement's evidence; `locksAfter` is there already, and `position` where it was read with them; null where it is not to be asked. */
  async after(seen: StatementEvidence, position?: number | null): Promise<void> {
    if (!seen.unlooked) this.#locked = seen.locksAfter?.map(({ oid }) => oid) ?? [];
    await this.#countWal(seen, position);
    const { tables, constraints } = namesInNotices(seen.notices);
    if (tables.length > 0) seen.tablesNamed = await this.#tablesNamed(tables);
    if (constraints.length > 0) seen.foreignKeys = await this.#foreignKeysNamed(constraints);
    if (this.#files && mayChangeFiles(seen)) await this.#compareFiles(this.#files, seen);
    else if (fileKinds.has(seen.kind) && seen.notices.length > 0) this.#files = null;
    if (this.#scans && seen.locksAfter) {
      const before = this.#scans;
      const now = await readSeqScans(this.#session);
      seen.seqScans = [...now]
        .filter(([oid, { scans }]) => scans > (before.get(oid)?.scans ?? 0))
        .map(([oid, { rows }]) => ({ oid, rows: rows - (before.get(oid)?.rows ?? 0) }));
    }
    if (seen.kind === 'TransactionStmt') this.forget();
  }

  async #countWal(seen: StatementEvidence, position: number | null | undefined): Promise<void> {
    if (position === null) {
      this.#skipped = true;
      return;
    }
    const wal = position ?? (await walPosition(this.#observer));
    if (!this.#skipped) seen.walBytes = wal - (this.#wal ?? wal);
    this.#skipped = false;
    this.#wal = wal;
  }

  /** After a rollback the files are those of before; and time may pass until the next statement. */
  forget(): void {
    this.#files = null;
    this.#wal = null;
    this.#skipped = false;
    this.#locked = [];
  }

  /** Another file takes ACCESS EXCLUSIVE: where the locks are known, only what they name is read. */
  async #compareFiles(files: Files, seen: StatementEvidence): Promise<void> {
    const locked = seen.locksAfter?.filter(({ mode }) => mode === 'AccessExclusiveLock');
    if (locked?.length === 0) return;
    const now = await readFiles(this.#session, locked?.map(({ oid }) => oid) ?? null);
    const { rewritten, emptied } = changedFiles(files, now, seen);
    const named = (oids: readonly number[]) => oids.flatMap((oid) => this.#original.get(oid)?.name ?? []);
    seen.newFiles.push(...named(rewritten));
    if (emptied.length > 0) seen.emptied = named(emptied);
    this.#files = new Map([...files, ...now]);
  }

  /** The tables that bear these names now, as the session sees them: messages give bare names only. */
  async #tablesNamed(names: readonly string[]): Promise<{ name: string; oid: number }[]> {
    const { rows } = await this.#session.query<{ name: string; oid: number }>({
      text: `SELECT relname AS name, oid::int8::float8 AS oid FROM pg_catalog.pg_class
              WHERE relname = ANY ($1::name[]) AND relkind IN ('r', 'p', 'm', 't')`,
      values: [names],
    });
    return rows;
  }

  /** Of a partitioned table each partition has one of the same name: it is their rows that are read. */
  async #foreignKeysNamed(
    names: readonly string[],
  ): Promise<{ name: string; table: number; references: number }[]> {
    const { rows } = await this.#session.query<{ name: string; table: number; references: number }>({
      text: `SELECT conname AS name, conrelid::int8::float8 AS table, confrelid::int8::float8 AS references
               FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
              WHERE conname = ANY ($1::name[]) AND contype = 'f' AND relkind = 'r'`,
      values: [names],
    });
    return rows;
  }
}
