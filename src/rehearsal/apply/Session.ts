import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { LockMode } from '../../evidence/LockMode.ts';
import type { RelationChanges, StatementEvidence, TransactionEnd } from '../../evidence/MigrationEvidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { readServerMessage } from '../../evidence/serverMessages.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import type { Step } from '../../migrations/stepsOf.ts';
import { parseDuration } from '../../units.ts';
import { backendOf } from '../backendOf.ts';
import type { Clock } from '../Clock.ts';
import { BackendLooks } from '../locks/BackendLooks.ts';
import { readKnownLocks } from '../locks/readKnownLocks.ts';
import { readRelationChanges } from '../locks/readRelations.ts';
import { statementError } from '../statementError.ts';
import { WorkWatch } from '../work/WorkWatch.ts';
import { readHiddenCode } from './hiddenCode.ts';
import { StatementLooks } from './StatementLooks.ts';

interface StatementWatcher {
  statementBegins(): void;
  statementEnds(): void;
}

/** Somebody who asks on the session itself what has changed. */
export interface StatementFollower {
  /** After each statement that worked. */
  applied(step: Step, session: Client): Promise<void>;
  /** After a transaction that was ended for the file. */
  ended(kind: 'commit' | 'rollback', session: Client): Promise<void>;
}

interface TemporaryFiles {
  files: number;
  bytes: number;
}

/** At most this many notices of a statement are kept: a loop may RAISE for every row. */
const keptNotices = 100;

/** Whether the session's settings may be others afterwards: SET, set_config, code that holds one, a transaction's end. */
function maySetTimeout(sql: string): boolean {
  return /^(?:set|reset|discard|commit|end|rollback|abort|prepare|select|with|do|call)\b|lock_timeout|set_config/i.test(
    sql,
  );
}

/** A migrating connection, what the server says on it, and an observer's look at its locks. */
export class Session {
  readonly backend: number;
  /** What the server does in each statement. */
  readonly work: WorkWatch;
  readonly #client: Client;
  /** At its locks, exact while no statement runs in the session's transaction, and at where the write-ahead log ends. */
  readonly looks: StatementLooks;
  readonly #observer: Client;
  readonly #clock: Clock;
  #notices: StatementEvidence['notices'] = [];
  #temporary: TemporaryFiles = { files: 0, bytes: 0 };
  #watcher: StatementWatcher | null = null;
  #follower: StatementFollower | null = null;
  /** Null where the last statement may have changed it. */
  #lockTimeoutMs: number | null = null;

  private constructor(client: Client, observer: Client, clock: Clock, backend: number, work: WorkWatch) {
    this.#client = client;
    this.#observer = observer;
    this.#clock = clock;
    this.backend = backend;
    this.looks = new StatementLooks(new BackendLooks(observer, backend), clock, (statement) =>
      readHiddenCode(client, statement),
    );
    this.work = work;
    client.on('notice', (notice) => {
      const said = readServerMessage(notice.message ?? '');
      if (said?.kind === 'temporaryFile') {
        this.#temporary.files++;
        this.#temporary.bytes += said.bytes;
        return;
      }
      // What the server does is said at DEBUG1; what migrations say themselves may be endless.
      const isServers = notice.severity === 'DEBUG';
      if (isServers || this.#notices.length < keptNotices) {
        this.#notices.push({
          severity: notice.severity ?? 'NOTICE',
          message: notice.message ?? '',
          atMs: this.#clock(),
        });
      }
    });
  }

  static async open(client: Client, observer: Client, clock: Clock): Promise<Session> {
    const work = await WorkWatch.open(client, observer);
    return new Session(client, observer, clock, await backendOf(client), work);
  }

  /** Somebody who looks closer while statements run. */
  tell(watcher: StatementWatcher): void {
    this.#watcher = watcher;
  }

  /** Somebody who comes between the statements. */
  followedBy(follower: StatementFollower): void {
    this.#follower = follower;
  }

  async applied(step: Step): Promise<void> {
    await this.#follower?.applied(step, this.#client);
  }

  /** Sends one statement as it stands; an error of the server is given after its times were taken. */
  async run(sql: string): Promise<{
    sentMs: number;
    acknowledgedMs: number;
    /** In force when it was sent; null where that could not be asked. */
    lockTimeoutMs: number | null;
    notices: StatementEvidence['notices'];
    /** As far as the server tells: see `sessionSettings`. */
    temporary: TemporaryFiles;
    error: unknown;
  }> {
    const lockTimeoutMs = await this.#lockTimeout();
    this.#notices = [];
    this.#temporary = { files: 0, bytes: 0 };
    this.#watcher?.statementBegins();
    const sentMs = this.#clock();
    let error: unknown = null;
    try {
      await this.#client.query(sql);
    } catch (thrown) {
      error = thrown;
    }
    const acknowledgedMs = this.#clock();
    this.#watcher?.statementEnds();
    const { notices, temporary } = { notices: this.#notices, temporary: this.#temporary };
    if (error !== null || maySetTimeout(sql)) this.#lockTimeoutMs = null;
    return { sentMs, acknowledgedMs, lockTimeoutMs, notices, temporary, error: await this.#own(error) };
  }

  /** SHOW takes no snapshot, so that SET TRANSACTION may still follow (analyze_requires_snapshot in analyze.c). */
  async #lockTimeout(): Promise<number | null> {
    this.#lockTimeoutMs ??= await this.#client.query<{ lock_timeout: string }>('SHOW lock_timeout').then(
      ({ rows }) => parseDuration(rows[0]!.lock_timeout) ?? 0,
      () => null,
    );
    return this.#lockTimeoutMs;
  }

  /** A backend that was ended while the server goes on, by the statement itself say, is the statement's error. */
  async #own(error: unknown): Promise<unknown> {
    const answer = error instanceof PgrehearseError ? statementError(error.cause) : undefined;
    if (!answer) return error;
    const serverIsUp = await this.#observer.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return serverIsUp ? (error as PgrehearseError).cause : error;
  }

  /**
   * A migration that quietens its session would quieten the server's account of what it does.
   * @param logSettings that it has just set: without the right to, an error would end its transaction
   */
  async listen(logSettings: readonly string[]): Promise<void> {
    await this.#client.query('SET client_min_messages = debug1').catch(() => undefined);
    for (const name of logSettings) await this.#client.query(`RESET ${name}`).catch(() => undefined);
  }

  /** For all that follows; SET in a transaction that is rolled back would not be. */
  async setLockTimeout(ms: number): Promise<void> {
    await this.#client.query(`SET lock_timeout = ${Math.round(ms)}`);
    this.#lockTimeoutMs = null;
  }

  /** Ends a transaction; the statement is the last that ran in it. */
  async end(
    kind: 'commit' | 'rollback',
    statement: number,
  ): Promise<{ end: TransactionEnd; error: unknown }> {
    if (kind === 'commit') await this.looks.catchUp();
    const { sentMs, acknowledgedMs, error } = await this.run(kind === 'commit' ? 'COMMIT' : 'ROLLBACK');
    this.looks.forget();
    await this.#follower?.ended(error ? 'rollback' : kind, this.#client);
    return { end: { statement, kind: error ? 'rollback' : kind, sentMs, acknowledgedMs }, error };
  }

  /** How the relations that this session sees differ from what they were. */
  relationChanges(before: readonly RelationFacts[]): Promise<RelationChanges | undefined> {
    return readRelationChanges(this.#client, before);
  }

  /** What a statement will lock outside a transaction, where PostgreSQL's source tells. */
  knownLocks(statement: Statement): Promise<{ oid: number; mode: LockMode }[] | undefined> {
    return readKnownLocks(statement, this.#client).catch(() => undefined);
  }
}
