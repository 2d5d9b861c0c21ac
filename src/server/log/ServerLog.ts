/** The server's own log, read by machine: what it says of waits, deadlocks, statements and errors. */
export interface ServerLog {
  /**
   * Makes new sessions of a database log what a rehearsal needs: every wait for a lock from 1 ms on, with holders and
   * queue (log_lock_waits, deadlock_timeout), errors in full. Of this database alone, and by ALTER DATABASE.
   */
  follow(database: string): Promise<void>;
  /** Where the log ends: everything that was logged before the call lies before it. */
  position(): Promise<LogPosition>;
  /**
   * What was logged between a position and the call, in the order of the file. Throws what the file system or the
   * server says where the log cannot be read.
   * @param wanted leaves out the others, so that a long log takes little memory
   */
  read(since: LogPosition, wanted?: (record: LogRecord) => boolean): Promise<LogExcerpt>;
}

export interface LogPosition {
  /** The log's file, as the server or the file system knows it. */
  file: string;
  /** From the file's beginning; a record begins here. */
  bytes: number;
}

export interface LogExcerpt {
  records: LogRecord[];
  /** To go on from: the end of the last record that was whole. */
  position: LogPosition;
  /** False where the server could not say that this is all: it is down, or its log is written late. */
  complete: boolean;
}

/** A message of the server, as jsonlog and csvlog have it. */
export interface LogRecord {
  /** Unix time in milliseconds, on the server's clock, to the millisecond. */
  atMs: number;
  pid: number;
  /** Of the session, unique where a pid comes up again: `<start>.<pid>` in hexadecimal. */
  session: string;
  /** Null for processes of the server itself. */
  database: string | null;
  /** LOG, ERROR, FATAL, PANIC, WARNING, NOTICE, INFO, DEBUG1 … DEBUG5. */
  severity: string;
  /** SQLSTATE; 00000 for what is no error. */
  sqlstate: string;
  message: string;
  detail: string | null;
  hint?: string;
  /** `<process>/<number>`, the same for all that a session does in one transaction; number 0 outside of them. */
  virtualTransaction?: string;
  context?: string;
  statement?: string;
  applicationName?: string;
  /** As in pg_stat_activity: `client backend`, `parallel worker`. */
  backendType?: string;
  /** Of a parallel worker: its leader. */
  leaderPid?: number;
  /** Where compute_query_id is on. */
  queryId?: string;
}
