import { withoutValues } from '../../dataset/source/withoutValues.ts';
import { PgrehearseError } from '../../errors.ts';
import type { BoundQuery } from './BoundQuery.ts';

/**
 * Codes by which the server refuses a value for $1 (errcodes.txt): protocol_violation for their number,
 * indeterminate_datatype, and of class 22 what the input functions of types answer.
 */
const unfit = new Set(['08P01', '42P18', '22P02', '22P03', '22003', '22007', '22008', '22021']);
/** read_only_sql_transaction. */
const writes = '25006';

/** Why a query is no part of the rehearsal, though it was asked for with others; null where it stays. */
export function leftOut({ query, from, evidence }: BoundQuery): string | null {
  const code = evidence.before.error?.code;
  if (code === undefined) return null;
  if (query.imported) return `the server refuses it before the migrations (PostgreSQL's code ${code})`;
  // Of class 23 are constraints that values of our choice run against: a key that is there already.
  if (from === 'auto' && (unfit.has(code) || /^2[23]/.test(code)))
    return `values of the data do not fit its parameters (PostgreSQL's code ${code}); give some`;
  return null;
}

/**
 * What is the author's mistake before the migrations is no finding about them.
 * @param hidden whether messages may quote rows that we did not generate
 * @throws PgrehearseError `query/parameters`, `query/writes`
 */
export function refuseUnfit(bound: BoundQuery, hidden: boolean): void {
  const { query, values, evidence } = bound;
  const { error } = evidence.before;
  if (!error) return;
  const message = hidden ? withoutValues(error.message) : error.message;
  const detail = `${message} (PostgreSQL's code ${error.code}); in: ${query.sql}`;
  if (error.code === writes && query.readonly)
    throw new PgrehearseError('query/writes', `key query '${query.name}' says that it reads, and writes`, {
      detail,
      hint: 'A function that it calls changes rows: write what that does as a key query of its own (INSERT, UPDATE, DELETE), or let it run as traffic.',
    });
  if (values.length === 0 || !unfit.has(error.code)) return;
  throw new PgrehearseError(
    'query/parameters',
    `the parameters '${evidence.parameters}' of key query '${query.name}' do not fit`,
    {
      detail,
      hint: 'Give a value of the type that the query expects there, or write the type behind it, such as $1::bigint.',
    },
  );
}
