/** A run of the author's migration tool, in one repeat. */
export interface CommandEvidence extends ProgramEvidence {
  /** Whether a session of its was seen on the database that it was given. */
  connected: boolean;
  /** The table in which it writes down what it has applied; null where there is none that is known. */
  historyTable: string | null;
  /** Migrations that it wrote down as applied. */
  recorded: string[];
  /** Pending migrations that it did not write down as applied. */
  notApplied: string[];
  /** Whether it ran anything that is no business of its own. */
  changed: boolean;
  /** Statements that belong to no migration: its looking around, its locks, its own tables. */
  ownStatements: number;
  down?: ProgramEvidence;
}

export interface ProgramEvidence {
  /** As the author wrote it: words in braces stand for the database. */
  command: string;
  /** Null where a signal ended it. */
  exitCode: number | null;
  /** Whether it was ended because its time was over. */
  late: boolean;
  startedMs: number;
  finishedMs: number;
  /** The last that it wrote, passwords left out. */
  output: string;
}
