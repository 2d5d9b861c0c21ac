import type { MigrationFile, Statement } from './MigrationHistory.ts';
import { transactionControl } from './transactionControl.ts';

/** One statement of a file, and what is sent around it so that it runs as its tool runs it. */
export interface Step {
  statement: Statement;
  /** BEGIN is sent before it: the tool's, or in place of a block that PostgreSQL makes by itself, which locks the same. */
  opens: boolean;
  /** Whether a block is open when it has run, before `closes`: then locks can be looked at. */
  inside: boolean;
  /** COMMIT is sent after it. */
  closes: boolean;
  /** In place of its own text, where it is refused in an implicit block and would not be in BEGIN … COMMIT. */
  sql: string;
}

/** Whose block is open: none, one that the tool began, one that PostgreSQL made for a query of several statements, the file's own. */
type Block = 'none' | 'tool' | 'implicit' | 'file';

export interface Steps {
  steps: Step[];
  /** Whether a block is still open behind the last of them. */
  open: boolean;
}

/** PostgreSQL refuses these outside a transaction block, and so must the rehearsal. */
const needsBlock = new Set(['LockStmt', 'DeclareCursorStmt']);

/**
 * How a file is run, statement by statement. A query of several statements runs in one implicit block (postgres.c:
 * exec_simple_query), which refuses what no transaction block allows; BEGIN in it makes it the file's own, COMMIT ends
 * it, and what follows is joined in another. A query of one statement has no block.
 * @param open for a file with a shared transaction: whether that is open when it begins
 */
export function stepsOf(
  file: Pick<MigrationFile, 'statements' | 'transaction' | 'sent'>,
  open = false,
): Steps {
  const { statements, transaction, sent } = file;
  const joined = sent === 'whole' && statements.length > 1;
  const steps: Step[] = [];
  let block: Block = open ? 'tool' : 'none';
  for (const [i, statement] of statements.entries()) {
    const control = transactionControl(statement);
    const begins = transaction === 'own' && i === 0;
    const wraps = block === 'none' && !begins && control !== 'begin' && control !== 'end';
    const alone = wraps && !joined;
    const opens: boolean = begins || (wraps && (joined || (control === null && mayBeWrapped(statement))));
    if (begins) block = 'tool';
    else if (opens) block = 'implicit';
    const sql =
      block === 'implicit' && joined && needsOwnBlock(statement)
        ? `ROLLBACK; ${statement.sql}`
        : statement.sql;
    if (control === 'begin' && block !== 'tool') block = 'file';
    if (control === 'end') block = /\band\s+chain\b/i.test(statement.sql) ? block : 'none';
    const last = i === statements.length - 1;
    const closes: boolean =
      (alone && opens) || (last && (block === 'implicit' || (transaction === 'own' && block !== 'none')));
    steps.push({ statement, opens, inside: block !== 'none', closes, sql });
    if (closes) block = 'none';
  }
  return { steps, open: block !== 'none' };
}

/** A statement of its own is its own transaction: with BEGIN and COMMIT around it, it locks the same. */
function mayBeWrapped({ standalone, kind }: Statement): boolean {
  return !standalone && !needsBlock.has(kind);
}

/** xact.c: savepoints and AND CHAIN are refused in an implicit block. */
function needsOwnBlock(statement: Statement): boolean {
  const control = transactionControl(statement);
  return control === 'other' || (control === 'end' && /\band\s+chain\b/i.test(statement.sql));
}
