import type { RunnerName, TransactionPolicy } from '../../scenario/runnerNames.ts';
import type { MigrationDirectory } from '../MigrationDirectory.ts';
import type { MigrationSyntaxError, Statement } from '../MigrationHistory.ts';
import type { MigrationPaths } from '../MigrationPaths.ts';
import type { SectionMarkers } from '../sectionMarkers.ts';

/** A migration tool: which files it takes, in what order, and what it sends around them. */
export interface Runner {
  readonly name: RunnerName;
  /** What it puts around a file of which nothing says otherwise. */
  readonly transaction: TransactionPolicy;
  /** How its files mark their directions. */
  readonly markers: readonly SectionMarkers[];
  /** Why a directory is this tool's, as the end of a sentence with because; null where it is not. */
  detect(directory: MigrationDirectory): string | null;
  /** Its migrations in the order in which it runs them; empty where there are none. */
  list(directory: MigrationDirectory): MigrationPaths[];
  /** Puts values in place of what the tool fills in. */
  fill?(
    text: string,
    placeholders: Readonly<Record<string, string>>,
    directory: MigrationDirectory,
    path: string,
  ): string;
  /** How it sends a file, by the file itself, by what lies beside it, and by the policy that was chosen. */
  arrange(file: FileToRun): Arrangement;
}

export interface FileToRun {
  directory: MigrationDirectory;
  /** Relative to the directory. */
  path: string;
  /** Of the one direction; the other's lines are blank. */
  text: string;
  statements: readonly Statement[];
  /** The runner's own, or what the scenario says in its place. */
  policy: TransactionPolicy;
  /** Whether a marker asks for no transaction. */
  bare: boolean;
  /** Whether it has transaction control, or what PostgreSQL refuses in a transaction block. */
  needsNone: boolean;
}

export interface Arrangement {
  transaction: TransactionPolicy;
  statements?: Statement[];
  error?: MigrationSyntaxError;
}

/** The statements as one query. */
export function asOneQuery(statements: readonly Statement[]): Statement[] {
  return statements.map((statement) => ({ ...statement, query: 1 }));
}

/** The whole file is one query, with or without a transaction around it. */
export function arrangeWhole({ statements, policy, bare }: FileToRun): Arrangement {
  const transaction = bare ? 'implicit' : policy;
  // What leaves the statements apart sends them apart.
  if (policy === 'none') return { transaction };
  return { transaction: nameless(transaction, statements), statements: asOneQuery(statements) };
}

/** A query of one statement that no block may be around has none. */
function nameless(transaction: TransactionPolicy, statements: readonly Statement[]): TransactionPolicy {
  return transaction === 'implicit' && statements.length === 1 && statements[0]!.standalone
    ? 'none'
    : transaction;
}

/** Statement by statement, with or without a transaction around the file. */
export function arrangeSingly({ policy, bare }: FileToRun): Arrangement {
  return { transaction: bare ? 'none' : policy };
}
