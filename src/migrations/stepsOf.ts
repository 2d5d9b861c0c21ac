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

/** Whose block is open: none, one that the tool began, one in place of PostgreSQL's own, the file's. */
type Block = 'none' | 'tool' | 'implicit' | 'file';

/** PostgreSQL refuses these outside a transaction block, and so must the rehearsal. */
const needsBlock = new Set(['LockStmt', 'DeclareCursorStmt']);

/**
 * How a file is run, statement by statement. A query of several statements runs in one implicit block (postgres.c:
 * exec_simple_query), which refuses what no transaction block allows; BEGIN in it makes it the file's own, COMMIT ends
 * it, and what follows is joined in another. A query of one statement has no block.
 * @param inTransaction for a file with a shared transaction: whether that is open when it begins
 */
export function stepsOf(
  { statements, transaction }: Pick<MigrationFile, 'statements' | 'transaction'>,
  inTransaction = false,
): { steps: Step[]; open: boolean } {
  let block: Block = inTransaction ? 'tool' : 'none';
  const steps = statements.map((statement, i): Step => {
    const control = transactionControl(statement);
    const last = i === statements.length - 1;
    const joined = [statements[i - 1], statements[i + 1]].some((other) => other?.query === statement.query);
    const ends = last || statements[i + 1]!.query !== statement.query;
    const begins = transaction === 'own' && i === 0;
    const opens = begins || (block === 'none' && (joined ? joinsBlock(control) : mayBeWrapped(statement)));
    if (begins) block = 'tool';
    else if (opens) block = 'implicit';
    const refused = joined && block === 'implicit' && needsOwnBlock(statement);
    if (control === 'begin' && block !== 'tool') block = 'file';
    else if (control === 'end' && !chains(statement)) block = 'none';
    const inside = block !== 'none';
    const closes = (ends && block === 'implicit') || (last && transaction === 'own' && block !== 'none');
    if (closes) block = 'none';
    return { statement, opens, inside, closes, sql: refused ? `ROLLBACK; ${statement.sql}` : statement.sql };
  });
  return { steps, open: (block as Block) !== 'none' };
}

function joinsBlock(control: ReturnType<typeof transactionControl>): boolean {
  return control !== 'begin' && control !== 'end';
}

/** A statement of its own is its own transaction: with BEGIN and COMMIT around it, it locks the same. */
function mayBeWrapped(statement: Statement): boolean {
  return transactionControl(statement) === null && !statement.standalone && !needsBlock.has(statement.kind);
}

/** xact.c: savepoints and AND CHAIN are refused in an implicit block. */
function needsOwnBlock(statement: Statement): boolean {
  return transactionControl(statement) === 'other' || chains(statement);
}

function chains(statement: Statement): boolean {
  return transactionControl(statement) === 'end' && /\band\s+chain\b/i.test(statement.sql);
}
