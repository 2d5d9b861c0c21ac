import { quoteName } from '../../../analysis/plans/why/quoteName.ts';
import { relationName } from '../../../analysis/relationName.ts';
import { joinedName } from '../Remedy.ts';
import { buildAgain } from './indexRemedies.ts';
import type { PlanAdvice } from './planRemedy.ts';

/** Casts to these depend on settings, so that no index can hold them (pg_proc.provolatile of the casts is s). */
const unstable = /^(?:date|time|timestamp|interval|timestamptz|timetz)/;

/** The cast on the parameter's side, or an index on what the query asks for. */
export const castRemedy: PlanAdvice = ({ reason: { relation, columns = [], was, is, cast } }) => {
  const column = columns[0];
  if (!relation || column === undefined) return null;
  const asked = cast?.column ?? quoteName(column);
  const own = !cast || cast.column === quoteName(column);
  const type = own ? is : was;
  const first = own
    ? `Keep the type of before${was ? ` (${was})` : ''}, or have the query cast its parameter, not the column: ${asked} compared with $1::${type}`
    : `Give both columns of the condition one type, as they had before (${was ?? 'the other’s'})`;
  if (!cast || unstable.test(cast.type) || unstable.test(is ?? '')) return { words: `${first}.`, sql: [] };
  const name = joinedName(relation, cast.column, relationName(cast.type).name.split(' ')[0]!, 'idx');
  return {
    words: `${first}; where the query cannot be changed, build an index on what it asks for, outside a transaction.`,
    sql: [`CREATE INDEX CONCURRENTLY ${name} ON ${relation} ((${cast.column}::${cast.type}));`],
  };
};

/** An index of another expression, or a bare index under an expression that a view or a function brought. */
export const expressionRemedy: PlanAdvice = (advised) =>
  advised.reason.was
    ? buildAgain(advised)
    : {
        words: `Compare the bare ${advised.reason.columns?.join(', ') ?? 'column'} with the value, as ${advised.reason.index ?? 'the index'} holds it: what a view or a function puts around it belongs on the other side, or into an index of that very expression.`,
        sql: [],
      };

/** LIKE with a prefix needs an order byte by byte: collation C, or an operator class for patterns. */
export const collationRemedy: PlanAdvice = (advised) => {
  const { relation, index, columns = [], was, is } = advised.reason;
  // The index has another collation, not the column.
  if (was?.includes('(')) return buildAgain(advised);
  const column = columns[0];
  if (!relation || column === undefined) return null;
  const name = joinedName(index === null ? relation : quoteName(index), 'pattern');
  return {
    words: `Keep the collation of before${was && !was.includes(' ') ? ` (${was})` : ''}; or build, outside a transaction, an index for LIKE beside the one for order${is && !is.includes(' ') ? ` (${is})` : ''}; for ORDER BY, one with COLLATE as the query has it.`,
    sql: [`CREATE INDEX CONCURRENTLY ${name} ON ${relation} (${quoteName(column)} text_pattern_ops);`],
  };
};
