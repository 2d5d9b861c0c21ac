import type { LockMode } from '../../evidence/LockMode.ts';
import type { StatementError } from '../../evidence/MigrationEvidence.ts';
import type { StatementText } from './statementsIn.ts';

/** A statement of a tool's, as the server's log tells of it. Times are Unix time in milliseconds. */
export interface ObservedStatement extends StatementText {
  backend: number;
  /** Values that were sent beside it: never for evidence. */
  parameters: string;
  sentMs: number;
  /** Null where nothing more was heard of it. */
  endedMs: number | null;
  /** Whether its message held others, too. */
  amongOthers: boolean;
  /** Sent by the extended protocol, whose message ends before an implicit transaction commits. */
  extended: boolean;
  /** The backend's transaction, the same for all of its statements. */
  transaction: string;
  notices: { severity: string; message: string }[];
  /** Before and after DDL, from the event trigger; null where none ran, or not around the statement itself. */
  before: LocksSeen | null;
  after: LocksSeen | null;
  /** Seen around DDL that it ran inside, as a DO block does. */
  within: LocksSeen[];
  error: StatementError | null;
}

export interface LocksSeen {
  atMs: number;
  /** Where the write-ahead log ended, in bytes. */
  wal: number;
  /** With the relation's name and file as the session sees them; null where it is none, as the new heap of a rewrite. */
  locks: { oid: number; mode: LockMode; name: string | null; file: number | null }[];
}
